// SPDX-License-Identifier: Apache-2.0

import type {HttpMatch, StringMatch} from '../../api/istio-types.js';

/** What a match of an HTTP route asks of a request, in a form in which matches can be held against each other. */
export interface Conditions {
  path: PathCondition | undefined;
  /** Any other condition by what it is about, such as `method` or `header x-user`, with what it asks for. */
  rest: ReadonlyMap<string, string>;
}

interface PathCondition {
  kind: 'exact' | 'prefix' | 'regex';
  text: string;
  /** Whether upper and lower case are different. */
  cased: boolean;
}

/** It asks only that there is a value. */
const PRESENT = '';

/** Conditions on the proxy and the listener: they decide before the proxy has its routes, so no request is asked. */
const STATIC = new Set(['port', 'sourceNamespace', 'gateways']);
const LABEL = 'sourceLabel ';

/** Returns the conditions of a match. `gateways` counts only if asked for: it may be decided already. */
export function conditionsOf(match: HttpMatch, gateways: readonly string[] = []): Conditions {
  const {uri, ignoreUriCase, method, scheme, authority, port, sourceNamespace} = match;
  const rest = new Map<string, string>();
  for (const [name, value] of Object.entries({method, scheme, authority})) if (value) rest.set(name, textOf(value));
  const named = (
    prefix: string,
    values: Readonly<Record<string, StringMatch>> = {},
    spell = (name: string) => name,
  ) => {
    for (const [name, value] of Object.entries(values)) rest.set(`${prefix} ${spell(name)}`, textOf(value));
  };
  named('header', match.headers, (name) => name.toLowerCase());
  named('withoutHeader', match.withoutHeaders, (name) => name.toLowerCase());
  named('queryParam', match.queryParams);
  for (const [name, value] of Object.entries(match.sourceLabels ?? {})) rest.set(`${LABEL}${name}`, `=${value}`);
  if (port) rest.set('port', `=${port}`);
  if (sourceNamespace) rest.set('sourceNamespace', `=${sourceNamespace}`);
  if (gateways.length > 0) rest.set('gateways', `=${gateways.toSorted().join(' ')}`);
  return {path: pathOf(uri, ignoreUriCase !== true), rest};
}

function pathOf(uri: StringMatch | undefined, cased: boolean): PathCondition | undefined {
  const spell = (text: string) => (cased ? text : text.toLowerCase());
  if (uri?.exact !== undefined) return {kind: 'exact', text: spell(uri.exact), cased};
  if (uri?.regex !== undefined) return {kind: 'regex', text: uri.regex, cased: true};
  // Every path begins with a slash.
  return uri?.prefix === undefined || uri.prefix === '/' ? undefined : {kind: 'prefix', text: spell(uri.prefix), cased};
}

function textOf({exact, prefix, regex}: StringMatch): string {
  if (exact !== undefined) return `=${exact}`;
  if (prefix !== undefined) return `^${prefix}`;
  return regex === undefined ? PRESENT : `~${regex}`;
}

/**
 * Whether every request is taken, once the proxy and its listener fit. The control plane puts such routes of a host
 * behind all others, whichever VirtualService they are of.
 */
export function isCatchAll({path, rest}: Conditions): boolean {
  return path === undefined && [...rest.keys()].every((key) => STATIC.has(key) || key.startsWith(LABEL));
}

/** Whether one takes every request that the other takes. */
export function covers(wide: Conditions, narrow: Conditions): boolean {
  return coversPath(wide.path, narrow.path) && coversRest(wide.rest, narrow.rest);
}

function coversPath(wide: PathCondition | undefined, narrow: PathCondition | undefined): boolean {
  if (!wide) return true;
  if (!narrow || (wide.cased && !narrow.cased)) return false;
  const text = wide.cased ? narrow.text : narrow.text.toLowerCase();
  if (wide.kind === narrow.kind && wide.text === text) return true;
  return wide.kind === 'prefix' && narrow.kind !== 'regex' && text.startsWith(wide.text);
}

function coversRest(wide: Conditions['rest'], narrow: Conditions['rest']): boolean {
  return [...wide].every(([key, text]) => {
    const other = narrow.get(key);
    if (other === text) return true;
    return other !== undefined && text === PRESENT && key.startsWith('header ');
  });
}

/** Conditions with what they belong to, so that many can be held against many in little time. */
export class Coverings<T> {
  /** By one condition of the rest, then by the path. */
  readonly #shelves = new Map<string, Map<string, {conditions: Conditions; of: T}[]>>();

  add(conditions: Conditions, of: T): void {
    const [first] = conditions.rest;
    const key = first ? restKey(...first) : '';
    const shelf = this.#shelves.get(key) ?? new Map<string, {conditions: Conditions; of: T}[]>();
    this.#shelves.set(key, shelf);
    const pathKey = keyOf(conditions.path);
    const members = shelf.get(pathKey);
    if (members) members.push({conditions, of});
    else shelf.set(pathKey, [{conditions, of}]);
  }

  /** Returns what belongs to the first conditions that cover these. */
  find(conditions: Conditions): T | undefined {
    const keys = [...conditions.rest].flatMap(([key, text]) => [restKey(key, text), restKey(key, PRESENT)]);
    for (const key of ['', ...keys]) {
      const shelf = this.#shelves.get(key);
      for (const pathKey of shelf ? widerKeys(conditions.path) : []) {
        const found = shelf?.get(pathKey)?.find((other) => covers(other.conditions, conditions));
        if (found) return found.of;
      }
    }
    return undefined;
  }
}

function restKey(key: string, text: string): string {
  return `${key}${text}`;
}

function keyOf(path: PathCondition | undefined): string {
  return path ? `${path.cased ? '' : 'i'}${path.kind} ${path.text}` : '';
}

/** Keys of all paths that may cover a path. */
function* widerKeys(path: PathCondition | undefined): Generator<string> {
  yield '';
  if (!path) return;
  const kinds =
    path.kind === 'regex'
      ? []
      : [{...path}, ...(path.cased ? [{...path, cased: false, text: path.text.toLowerCase()}] : [])];
  if (path.kind === 'regex') yield keyOf(path);
  for (const spelled of kinds) {
    yield keyOf(spelled);
    for (let end = spelled.text.length; end > 0; end--)
      yield keyOf({...spelled, kind: 'prefix', text: spelled.text.slice(0, end)});
  }
}
