// SPDX-License-Identifier: Apache-2.0
import type {IstioSpecs} from '../../../api/istio-types.js';
import {any, extension, plain} from '../../any.js';
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import {oncePerContext} from '../../once.js';
import {applicable} from '../selection.js';

type JwtRule = NonNullable<IstioSpecs['RequestAuthentication']['jwtRules']>[number];

const NAME = 'envoy.filters.http.jwt_authn';

/** Claims that hold several values with spaces between, whatever a rule says. */
const SPACE_DELIMITED = ['permission', 'scope'];

const computed = oncePerContext((context): readonly EnvoyMessage[] => {
  const {mesh, proxy} = context;
  const policies = applicable(context, mesh.requestAuthentications, [proxy.namespace, mesh.settings.rootNamespace]);
  const rules = policies.flatMap(({spec}) => spec.jwtRules ?? []);
  if (rules.length === 0) return [];
  const sorted = rules.sort((a, b) => compare(a.issuer ?? '', b.issuer ?? ''));
  return [
    extension(NAME, any('envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication', jwtConfig(context, sorted))),
  ];
});

/**
 * Returns the filter that checks the tokens of requests, where RequestAuthentications apply to a proxy
 * (https://istio.io/latest/docs/reference/config/security/request_authentication/). Rules are ordered by issuer.
 */
export function jwtFilters(context: Context): readonly EnvoyMessage[] {
  return computed(context, '');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function jwtConfig(context: Context, rules: readonly JwtRule[]): EnvoyMessage {
  const names = rules.map((_, index) => `origins-${index}`);
  return {
    providers: Object.fromEntries(rules.map((rule, index) => [`origins-${index}`, provider(context, rule)])),
    rules: [{match: {prefix: '/'}, requires: requirement(names)}],
    bypass_cors_preflight: true,
  };
}

/** A token of one issuer is enough; without any token a request passes, with a token of each issuer as well. */
function requirement(names: readonly string[]): EnvoyMessage {
  const orMissing = names.map((name) => anyOf([{provider_name: name}, {allow_missing: {}}]));
  const [only] = orMissing;
  if (only && orMissing.length === 1) return only;
  const alone = names.map((name) => ({provider_name: name}));
  return anyOf([...alone, {requires_all: {requirements: orMissing}}]);
}

function anyOf(requirements: readonly EnvoyMessage[]): EnvoyMessage {
  return {requires_any: {requirements}};
}

function provider(context: Context, rule: JwtRule): EnvoyMessage {
  const delimited = [...new Set([...(rule.spaceDelimitedClaims ?? []), ...SPACE_DELIMITED])].sort();
  return plain({
    issuer: rule.issuer,
    audiences: rule.audiences,
    ...keys(context, rule),
    forward: rule.forwardOriginalToken,
    from_headers: (rule.fromHeaders ?? []).map(({name, prefix}) => plain({name, value_prefix: prefix})),
    from_params: rule.fromParams,
    from_cookies: rule.fromCookies,
    forward_payload_header: rule.outputPayloadToHeader,
    payload_in_metadata: 'payload',
    normalize_payload_in_metadata: {space_delimited_claims: delimited},
    claim_to_headers: (rule.outputClaimToHeaders ?? []).map(({header, claim}) =>
      plain({header_name: header, claim_name: claim}),
    ),
    // A gateway chooses the route again, as routes may depend on claims.
    clear_route_cache: context.proxy.type !== 'sidecar',
  });
}

/** istiod fetches keys that are not in the rule; they are not known from files. */
function keys({notSimulated}: Context, {issuer, jwks, jwksUri, jwks_uri: oldUri}: JwtRule): EnvoyMessage {
  if (jwks) return {local_jwks: {inline_string: jwks}};
  notSimulated(`keys of JWT issuer ${issuer ?? ''} (fetched from ${jwksUri ?? oldUri ?? 'its OpenID configuration'})`);
  return {};
}
