// SPDX-License-Identifier: Apache-2.0
import {part, parts, text} from '../../describe/objects.js';
import {policyRule} from '../../envoy/rbac-policy.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {policiesFor, principalOf, spokePlainText, unmetOf} from '../facts/authorization.js';
import {destinationOf, textList} from '../facts/hosts.js';
import {clientTls} from '../facts/mtls.js';
import {kindAndName, namespaceOf, newestFirst, objectName, podsOfService, proxyContainer} from '../facts/objects.js';
import {changeOf} from '../facts/owner.js';
import type {Scene} from '../facts/scene.js';
import {type Cause, hasFlag, holds, not} from './cause.js';

/** What RBAC says in the line: the policy that took the request, `none` where none did; undefined where RBAC did not refuse. */
function rbacPolicy({entry}: Scene): string | undefined {
  const [, policy] = /rbac_access_denied_matched_policy\[(.*)\]/.exec(`${entry.detail} ${entry.termination}`) ?? [];
  return policy;
}

export const DENIED_BY_RULE: Cause = {
  id: 'denied-by-rule',
  title: 'a rule of an AuthorizationPolicy with action DENY takes the request',
  doc: `DENY policies come before all others. Envoy names the rule that took the request, counted from 0.`,
  needs: [],
  judge(scene) {
    const policy = rbacPolicy(scene);
    if (policy === undefined) return undefined;
    const named = policyRule(policy);
    if (!named) return not('no rule took the request: it is one that no ALLOW policy takes');
    const {facts, entry} = scene;
    const object = facts.objects.find('AuthorizationPolicy', named.namespace, named.name);
    const index = Number(named.rule);
    const rule = object && parts(object['spec'], 'rules')[index];
    const who = `AuthorizationPolicy ${named.name}.${named.namespace}`;
    const needsToken = rule !== undefined && /notRequestPrincipals|request\.auth/.test(JSON.stringify(rule));
    const what = entry.method === '' ? 'the connection' : `${entry.method} ${entry.path}`;
    return holds(
      `rule ${index} of ${who} (${text(object?.['spec'], 'action') || 'DENY'}) denies ${what}${needsToken ? ': it wants a JWT, and the request has no valid token' : ''}`,
      [
        `${entry.place}: ${entry.detail || entry.termination}`,
        rule && `spec.rules[${index}] is ${JSON.stringify(rule)}`,
        principalOf(scene) && `the client is ${principalOf(scene) ?? ''}`,
      ],
      `narrow rule ${index} of ${who}, or ask for something else`,
      [{kind: 'AuthorizationPolicy', namespace: named.namespace, name: named.name, field: `spec.rules[${index}]`}],
    );
  },
};

/** What to call a client that shows no certificate. */
function namelessClient({caller, entry}: Scene): string {
  if (!caller) return entry.downstreamRemote;
  const why = proxyContainer(caller) ? 'speaks plain text' : 'has no sidecar';
  return `pod ${objectName(caller)}, which ${why} and so has no principal`;
}

/** A DestinationRule that keeps a client with a sidecar from mutual TLS, so that it has no principal. */
function plainClient(scene: Scene): ReturnType<Cause['judge']> {
  const rule = clientTls(scene);
  const {caller, entry} = scene;
  if (!caller || !proxyContainer(caller) || !spokePlainText(scene) || rule?.mode !== 'DISABLE') return undefined;
  return holds(
    `${kindAndName(rule.object)} has tls.mode DISABLE, so ${objectName(caller)} shows no certificate, and no ALLOW policy knows who it is`,
    [`${rule.field}.mode is DISABLE`, `${entry.place}: no SNI, so the connection was plain text`],
    `set tls.mode ISTIO_MUTUAL in ${kindAndName(rule.object)}, or delete its tls`,
    [changeOf(rule.object, `${rule.field}.mode`)],
  );
}

export const NO_RULE_ALLOWS: Cause = {
  id: 'no-rule-allows',
  title: 'there are ALLOW policies for the server, and none of their rules takes the request',
  doc: `As soon as one ALLOW policy is for a workload, whatever no rule of such policies takes is refused. Who asks is the
principal in the client's certificate: without a sidecar there is none. An ALLOW policy without rules takes nothing.`,
  needs: ['objects'],
  judge(scene) {
    const policy = rbacPolicy(scene);
    if (policy === undefined) return undefined;
    if (policyRule(policy)) return not('a rule took the request');
    const {entry} = scene;
    const plain = plainClient(scene);
    if (plain) return plain;
    const allowing = newestFirst(
      policiesFor(scene, 'AuthorizationPolicy').filter((each) => ['', 'ALLOW'].includes(text(each['spec'], 'action'))),
    );
    if (allowing.length === 0) return not('no ALLOW policy is for the server');
    const judged = allowing.flatMap((object) => judgedRules(object, scene));
    // The rule that lacks least is the one that was meant for the request.
    const near = judged.toSorted((a, b) => a.unmet.length - b.unmet.length)[0];
    const object = near?.object ?? allowing[0];
    if (!object) return undefined;
    const principal = principalOf(scene);
    const who = principal ?? namelessClient(scene);
    const why = near ? near.unmet.map((each) => each.text).join('; ') : 'it has no rules, so it allows nothing';
    const names = allowing.map(kindAndName).join(', ');
    const what = entry.method === '' ? 'the connection' : `${entry.method} ${entry.path}`;
    return holds(
      `no rule of ${names} allows ${what} of ${who}${why === '' ? '' : `: ${why}`}`,
      [
        `${entry.place}: ${entry.detail || entry.termination}`,
        ...judged
          .slice(0, 4)
          .map(
            ({object: each, place, unmet}) =>
              `${place} of ${kindAndName(each)}: ${unmet.map((one) => one.text).join('; ') || 'depends on what logs do not have'}`,
          ),
        `the client is ${who}`,
      ],
      `add ${principal ?? 'the client'} to a rule of ${kindAndName(object)}`,
      [changeOf(object, near?.unmet[0]?.field ?? 'spec.rules')],
    );
  },
};

function judgedRules(
  object: KubeObject,
  scene: Scene,
): {object: KubeObject; place: string; unmet: ReturnType<typeof unmetOf>}[] {
  return parts(object['spec'], 'rules').map((rule, i) => ({
    object,
    place: `spec.rules[${i}]`,
    unmet: unmetOf(rule, `spec.rules[${i}]`, scene),
  }));
}

/** What Envoy says of tokens, and what to do about it (Envoy, jwt_authn filter). */
const JWT_FAILURES: readonly [words: RegExp, what: string, field: string][] = [
  [/issuer_is_not_configured/i, 'the issuer (iss) of the token is none that it knows', 'issuer'],
  [/expired/i, 'the token has expired', '(the token)'],
  [/not_yet_valid|not yet/i, 'the token is not valid yet', '(the token)'],
  [/audience/i, 'the audience (aud) of the token is none of its audiences', 'audiences'],
  [/jwks.*(?:fetch|remote)|fetch/i, 'the keys (JWKS) cannot be fetched from jwksUri', 'jwksUri'],
  [
    /jwks|kid|verification|signature|algorithm|_alg/i,
    'the signature of the token does not fit its keys (JWKS)',
    'jwks',
  ],
  [/missing/i, 'the request has no token (JWT)', '(the token)'],
  [/form|header|payload|parse|base64|json/i, 'the token is no well-formed JWT', '(the token)'],
];

export const TOKEN_REFUSED: Cause = {
  id: 'token-refused',
  title: 'a RequestAuthentication does not accept the token',
  doc: `jwt_authn_access_denied tells why in braces: the issuer is not configured (a slash at its end counts), the token has
expired, its audience is none of those listed, its signature does not fit the keys, or the keys cannot be fetched.`,
  needs: ['objects'],
  judge(scene) {
    const {entry} = scene;
    const [, words] = /jwt_authn_access_denied\{(.*)\}/.exec(entry.detail) ?? [];
    if (words === undefined) return undefined;
    const [, what = 'the token is not accepted', field = 'issuer'] =
      JWT_FAILURES.find(([each]) => each.test(words)) ?? [];
    const policies = newestFirst(policiesFor(scene, 'RequestAuthentication'));
    const [object] = policies;
    if (!object) return not('no RequestAuthentication is for the server');
    const rules = parts(object['spec'], 'jwtRules');
    const values = rules
      .map((rule) => (field === 'audiences' ? textList(rule, field).join(', ') : text(rule, field)))
      .filter((value) => value !== '');
    const proof =
      field.startsWith('(') || field === 'jwks'
        ? `issuers of ${kindAndName(object)}: ${rules.map((rule) => text(rule, 'issuer')).join(', ')}`
        : `${field} of ${kindAndName(object)}: ${values.join(' | ')}`;
    const isToken = field.startsWith('(');
    return holds(
      `${kindAndName(object)} refuses the token: ${what} (${words.replaceAll('_', ' ')})`,
      [`${entry.place}: ${entry.detail}`, proof],
      isToken
        ? 'let the client send a valid token'
        : `correct ${field} in ${kindAndName(object)}, or the token of the client`,
      [changeOf(object, isToken ? 'spec.jwtRules' : `spec.jwtRules[0].${field}`)],
    );
  },
};

export const EXTERNAL_AUTHORIZER: Cause = {
  id: 'external-authorizer',
  title: 'an external authorizer refuses the request, or cannot be asked',
  doc: `UAEX: an AuthorizationPolicy with action CUSTOM sends requests to a provider of the mesh's extensionProviders. It said no
(ext_authz_denied), or could not be asked (ext_authz_error).`,
  needs: ['objects'],
  judge(scene) {
    const {entry, facts} = scene;
    if (!hasFlag(scene, 'UAEX') && !/ext_authz/.test(entry.detail)) return undefined;
    const custom = newestFirst(
      policiesFor(scene, 'AuthorizationPolicy').filter((each) => text(each['spec'], 'action') === 'CUSTOM'),
    );
    const [object] = custom;
    if (!object) return not('no AuthorizationPolicy with action CUSTOM is for the server');
    const name = text(part(object['spec'], 'provider'), 'name');
    const provider = facts.mesh.providers.find((each) => each['name'] === name);
    const settings =
      provider &&
      (part(provider, 'envoyExtAuthzHttp')['service']
        ? part(provider, 'envoyExtAuthzHttp')
        : part(provider, 'envoyExtAuthzGrpc'));
    const host = text(settings, 'service');
    const failed = /error/.test(entry.detail);
    const proof = [
      `${entry.place}: ${entry.detail || 'UAEX'}`,
      `spec.provider.name of ${kindAndName(object)} is ${name}`,
    ];
    if (!failed) {
      return holds(
        `the authorizer ${name}${host === '' ? '' : ` (${host})`} that ${kindAndName(object)} asks refused the request`,
        proof,
        `look at the log of ${host || `provider ${name}`}, or at the rules of ${kindAndName(object)}`,
        [changeOf(object, 'spec.rules')],
      );
    }
    if (!provider) {
      return holds(
        `${kindAndName(object)} asks provider ${name}, which the mesh does not have (extensionProviders)`,
        proof,
        `add provider ${name} to extensionProviders, or correct spec.provider.name`,
        [changeOf(object, 'spec.provider.name')],
      );
    }
    return holds(
      `the authorizer ${name} (${host}) that ${kindAndName(object)} asks cannot be reached`,
      [...proof, authorizerProof(scene, host)],
      `make ${host} reachable`,
      authorizerChange(scene, host, object),
    );
  },
};

function authorizerProof({facts}: Scene, host: string): string | undefined {
  const {service} = destinationOf(facts.objects, host.replace(/^.*\//, ''), '');
  if (!service) return `there is no Service ${host}`;
  return `Service ${objectName(service)} has ${podsOfService(facts.objects, service).length} pods`;
}

function authorizerChange({facts}: Scene, host: string, policy: KubeObject): ReturnType<typeof changeOf>[] {
  const {service} = destinationOf(facts.objects, host.replace(/^.*\//, ''), '');
  const {source} = facts.mesh;
  if (!service)
    return source
      ? [{kind: 'ConfigMap', ...source, field: 'data.mesh extensionProviders'}]
      : [changeOf(policy, 'spec.provider')];
  const selector = Object.entries(part(service, 'spec', 'selector'));
  const workload = facts.objects.in('Deployment', namespaceOf(service)).find((each) => {
    const labels = part(each, 'spec', 'template', 'metadata', 'labels');
    return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
  });
  return [
    workload
      ? changeOf(workload, part(workload, 'spec')['replicas'] === 0 ? 'spec.replicas' : '(the authorizer)')
      : changeOf(service, 'spec.selector'),
  ];
}
