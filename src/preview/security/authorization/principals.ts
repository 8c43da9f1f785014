// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import {cidrRange} from '../cidr.js';
import {type Condition, type Connectives, condition, type Matcher} from './condition.js';
import {bracketed, claim, claimPath, REQUEST_PRINCIPAL} from './jwt-claims.js';
import type {Source, When} from './policy.js';
import {headerMatch, prefixMatch, quoted, regexMatch, stringMatch} from './string-match.js';
import {domainsWithAliases, withAliases} from './trust-domains.js';

/** Who asks, as principals of Envoy's RBAC filter: https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source */

export const PRINCIPALS: Connectives = {
  and: (ids) => ({and_ids: {ids}}),
  or: (ids) => ({or_ids: {ids}}),
  not: (id) => ({not_id: id}),
};

/** What the reading of sources depends on. */
export interface PolicyPlace {
  namespace: string;
  /** The mesh's trust domain and its aliases. */
  trustDomains: readonly string[];
}

const SPIFFE = 'spiffe://';

function authenticated(match: EnvoyMessage): EnvoyMessage {
  return {authenticated: {principal_name: match}};
}

const PRINCIPAL: Matcher = {each: (value) => authenticated(stringMatch(value, SPIFFE))};

const NAMESPACE: Matcher = {
  each: (value) => authenticated(regexMatch(`.*/ns/${value.split('*').map(quoted).join('.*')}/.*`)),
};

const TRUST_DOMAIN: Matcher = {
  each(value) {
    if (value === '*') return authenticated(prefixMatch(SPIFFE));
    if (!value.includes('*')) return authenticated(prefixMatch(`${SPIFFE}${value}/`));
    const star = value.indexOf('*');
    const pattern = `${quoted(value.slice(0, star))}[^/]*${quoted(value.slice(star + 1))}`;
    return authenticated(regexMatch(`${SPIFFE}${pattern}/.*`));
  },
};

const SOURCE_IP: Matcher = {each: (value) => address('direct_remote_ip', value)};
const REMOTE_IP: Matcher = {each: (value) => address('remote_ip', value)};

function address(field: string, value: string): EnvoyMessage | undefined {
  const range = cidrRange(value);
  return range && {[field]: range};
}

/** `NAME` of the policy's namespace, or `NAMESPACE/NAME`; between and behind them may stand more of the identity. */
function serviceAccount(policyNamespace: string): Matcher {
  return {
    each(value) {
      const slash = value.indexOf('/');
      const namespace = slash < 0 ? policyNamespace : value.slice(0, slash);
      const name = value.slice(slash + 1);
      return authenticated(regexMatch(`spiffe://.+/ns/${quoted(namespace)}/(.+/|)sa/${quoted(name)}(/.+)?`));
    },
  };
}

/** Returns the conditions of a source in the order in which istiod writes them. */
export function sourceConditions(source: Source = {}, place: PolicyPlace): Condition[] {
  const {trustDomains} = place;
  return [
    ...principalCondition(source.principals, source.notPrincipals, trustDomains),
    ...condition(REQUEST_PRINCIPAL, source.requestPrincipals, source.notRequestPrincipals),
    ...condition(serviceAccount(place.namespace), source.serviceAccounts, source.notServiceAccounts),
    ...domainCondition(source.trustDomains, source.notTrustDomains, trustDomains),
    ...condition(NAMESPACE, source.namespaces, source.notNamespaces),
    ...condition(REMOTE_IP, source.remoteIpBlocks, source.notRemoteIpBlocks),
    ...condition(SOURCE_IP, source.ipBlocks, source.notIpBlocks),
  ];
}

function principalCondition(
  values: readonly string[] = [],
  notValues: readonly string[] = [],
  trustDomains: readonly string[],
): Condition[] {
  return condition(PRINCIPAL, withAliases(values, trustDomains), withAliases(notValues, trustDomains));
}

function domainCondition(
  values: readonly string[] = [],
  notValues: readonly string[] = [],
  trustDomains: readonly string[],
): Condition[] {
  return condition(TRUST_DOMAIN, domainsWithAliases(values, trustDomains), domainsWithAliases(notValues, trustDomains));
}

/**
 * Returns the condition of a `when` on who asks; undefined where its key is unknown. istiod writes principals for each
 * trust domain anew with every source of the rule (`sources`): with several domains they multiply, which changes nothing.
 */
export function sourceAttribute(
  {key, values, notValues}: When,
  place: PolicyPlace,
  sources: number,
): Condition[] | undefined {
  if (key === 'source.principal') {
    const repeated = (list: readonly string[] = []) =>
      Array.from({length: sources - 1}).reduce<readonly string[]>((all) => withAliases(all, place.trustDomains), list);
    return principalCondition(repeated(values), repeated(notValues), place.trustDomains);
  }
  if (key === 'source.trustDomain') return domainCondition(values, notValues, place.trustDomains);
  const matcher = attributeMatcher(key, place);
  return matcher && condition(matcher, values, notValues);
}

const ATTRIBUTES = new Map<string, Matcher>([
  ['source.ip', SOURCE_IP],
  ['remote.ip', REMOTE_IP],
  ['source.namespace', NAMESPACE],
  ['request.auth.principal', REQUEST_PRINCIPAL],
  ['request.auth.audiences', claim(['aud'])],
  ['request.auth.presenter', claim(['azp'])],
]);

const HEADERS = 'request.headers';
const CLAIMS = 'request.auth.claims';

function attributeMatcher(key: string, {namespace}: PolicyPlace): Matcher | undefined {
  if (key === 'source.serviceAccount') return serviceAccount(namespace);
  if (key.startsWith(HEADERS)) return header(bracketed(key.slice(HEADERS.length)));
  if (key.startsWith(CLAIMS)) {
    const path = claimPath(key.slice(CLAIMS.length));
    return path ? claim(path) : {all: () => undefined};
  }
  return ATTRIBUTES.get(key);
}

function header(name: string | undefined): Matcher {
  return {
    each: (value, layer) => (layer === 'http' && name !== undefined ? {header: headerMatch(name, value)} : undefined),
  };
}
