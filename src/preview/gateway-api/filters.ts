// SPDX-License-Identifier: Apache-2.0
import type {CorsFilter, Header, HeaderFilter, HttpRoute, RouteFilter} from './types.js';

type Operations = NonNullable<NonNullable<HttpRoute['headers']>['request']>;

/** Returns the header operations of a filter; undefined where a value has characters that no header may have. */
export function headerOperations({set = [], add = [], remove = []}: HeaderFilter): Operations | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if ([...set, ...add].some(({value = ''}) => /[\x00-\x08\x0a-\x1f\x7f]/.test(value))) return undefined;
  return {
    ...(add.length > 0 && {add: headerMap(add)}),
    ...(remove.length > 0 && {remove}),
    ...(set.length > 0 && {set: headerMap(set)}),
  };
}

/** Of two entries for one header the first counts, however it is spelled. */
function headerMap(entries: readonly Header[]): Record<string, string> {
  const map: Record<string, string> = {};
  for (const {name = '', value = ''} of entries) map[name.toLowerCase()] ??= value;
  return map;
}

/** Returns the rewrite of a filter; undefined where it changes nothing. A whole path is replaced by an expression. */
export function rewrite({path, hostname}: NonNullable<RouteFilter['urlRewrite']>): HttpRoute['rewrite'] {
  const uri =
    path?.type === 'ReplacePrefixMatch' ? (path.replacePrefixMatch ?? '').replace(/\/$/, '') || '/' : undefined;
  const regex = path?.type === 'ReplaceFullPath' ? {match: '/.*', rewrite: path.replaceFullPath ?? ''} : undefined;
  if (!uri && !regex && !hostname) return undefined;
  return {...(uri && {uri}), ...(regex && {uriRegexRewrite: regex}), ...(hostname && {authority: hostname})};
}

/** Returns the redirect of a filter: without a port it keeps that of the request, or takes that of the scheme. */
export function redirect(filter: NonNullable<RouteFilter['requestRedirect']>): NonNullable<HttpRoute['redirect']> {
  const {scheme, hostname, port, statusCode, path} = filter;
  const uri =
    path?.type === 'ReplacePrefixMatch' ? `%PREFIX()%${path.replacePrefixMatch ?? ''}` : path?.replaceFullPath;
  return {
    ...(statusCode !== undefined && {redirectCode: statusCode}),
    ...(hostname && {authority: hostname}),
    ...(scheme && {scheme}),
    ...(uri && {uri}),
    ...(port !== undefined
      ? {port}
      : {derivePort: scheme === undefined ? 'FROM_REQUEST_PORT' : 'FROM_PROTOCOL_DEFAULT'}),
  };
}

/** Returns the CORS policy of a filter; istiod then leaves preflights of other origins to the backend. */
export function corsPolicy(filter: CorsFilter): NonNullable<HttpRoute['corsPolicy']> {
  const {allowMethods = [], allowHeaders = [], exposeHeaders = [], maxAge = 0} = filter;
  const origins = (filter.allowOrigins ?? []).filter(Boolean).map(originMatch);
  return {
    ...(origins.length > 0 && {allowOrigins: origins}),
    ...(filter.allowCredentials && {allowCredentials: true}),
    ...(allowMethods.length > 0 && {allowMethods}),
    ...(allowHeaders.length > 0 && {allowHeaders}),
    ...(exposeHeaders.length > 0 && {exposeHeaders}),
    ...(maxAge > 0 && {maxAge: `${maxAge}s`}),
    unmatchedPreflights: 'IGNORE',
  };
}

/** Any origin: a scheme and a host, with or without a port. */
const ANY_ORIGIN = '^[a-zA-Z][a-zA-Z0-9+.-]*://[^/\\s?#]+$';

function originMatch(origin: string): {exact: string} | {prefix: string} | {regex: string} {
  if (origin === '*') return {regex: ANY_ORIGIN};
  const star = origin.indexOf('*');
  if (star < 0) return {exact: origin};
  if (star === origin.length - 1) return {prefix: origin.slice(0, -1)};
  return {regex: `^${origin.replace(/[\\.+?()|[\]{}^$]/g, '\\$&').replaceAll('*', '.*')}$`};
}
