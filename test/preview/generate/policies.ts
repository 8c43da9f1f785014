// SPDX-License-Identifier: Apache-2.0
import {type KubeObject, object, type Place} from './place.js';
import type {Random} from './random.js';

/** Which workloads a policy is for; of Gateways of Gateway API in their own namespace too. */
function attachment(random: Random, ofGateways: boolean): object {
  const target = {group: 'gateway.networking.k8s.io', kind: 'Gateway', name: random.one('web', 'web', 'gone')};
  return ofGateways && random.chance(60) ? random.one({targetRefs: [target]}, {targetRef: target}) : selector(random);
}

function selector(random: Random): object {
  return random.fields(50, {
    selector: {
      matchLabels: random.one<object>({app: 'cart'}, {version: 'v1'}, {app: 'igw'}, {app: 'front', version: 'v2'}),
    },
  });
}

/** Makes the policies of a mesh. */
export function policies(place: Place): KubeObject[] {
  const {random, namespaces, gatewayNamespace} = place;
  const at = () => random.one(...namespaces, gatewayNamespace);
  const list = (kind: string, most: number, spec: (ofGateways: boolean) => object) =>
    Array.from({length: random.below(most + 1)}, (_, n) => {
      const namespace = at();
      const ofGateways = namespace === gatewayNamespace && namespace !== 'istio-system';
      return object('security', kind, `${kind.toLowerCase()}${n}`, namespace, spec(ofGateways));
    });
  return [
    ...list('AuthorizationPolicy', 4, (ofGateways) => authorization(random, ofGateways)),
    ...list('PeerAuthentication', 2, () => peer(random)),
    ...list('RequestAuthentication', 2, (ofGateways) => ({
      ...attachment(random, ofGateways),
      jwtRules: Array.from({length: random.below(3)}, (_, n) => jwt(random, n)),
    })),
  ];
}

function peer(random: Random): object {
  const mode = () => ({mode: random.one('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET')});
  const chosen = selector(random);
  const ports =
    'selector' in chosen && random.chance(50)
      ? {portLevelMtls: Object.fromEntries(random.some([8080, 9000, 9090, 7000], 1).map((port) => [port, mode()]))}
      : {};
  return {...chosen, ...(random.chance(80) && {mtls: mode()}), ...ports};
}

function jwt(random: Random, n: number): object {
  return {
    issuer: `issuer${n}`,
    jwks: '{"keys":[]}',
    ...random.fields(25, {
      audiences: ['aud'],
      fromHeaders: [{name: 'x-jwt', prefix: 'Bearer '}],
      fromParams: ['token'],
      fromCookies: ['cookie'],
      outputPayloadToHeader: 'x-payload',
      outputClaimToHeaders: [{header: 'x-claim', claim: 'sub'}],
      forwardOriginalToken: true,
      spaceDelimitedClaims: ['scope', 'own'],
      timeout: '3s',
    }),
  };
}

function authorization(random: Random, ofGateways: boolean): object {
  const action = random.one('ALLOW', 'DENY', 'AUDIT', 'CUSTOM');
  const custom = action === 'CUSTOM';
  return {
    ...attachment(random, ofGateways),
    action,
    ...(custom && {provider: {name: random.one('authz-grpc', 'authz-http', 'authz-grpc-body', 'authz-http-path')}}),
    ...((action !== 'ALLOW' || random.chance(90)) && {
      rules: Array.from({length: 1 + random.below(2)}, () => rule(random, custom)),
    }),
  };
}

function rule(random: Random, custom: boolean): object {
  return random.fields(60, {
    ...(!custom && {from: () => Array.from({length: 1 + random.below(2)}, () => ({source: source(random)}))}),
    to: () => Array.from({length: 1 + random.below(2)}, () => ({operation: operation(random)})),
    when: () => [condition(random, custom)],
  });
}

/** At least one field, which every part of a rule needs. */
function filled(random: Random, percent: number, fields: Readonly<Record<string, unknown>>): object {
  const made = random.fields(percent, fields);
  if (Object.keys(made).length > 0) return made;
  const [name, value] = random.one(...Object.entries(fields));
  return {[name]: value};
}

const MATCHES = ['exact', 'pre*', '*suf', '*'];

function source(random: Random): object {
  if (random.chance(12))
    return filled(random, 40, {
      serviceAccounts: random.some(['sa', 'shop/sa', 'pay/other'], 1),
      notServiceAccounts: ['bad'],
      ipBlocks: ['10.0.0.0/8'],
    });
  const id = ['cluster.local/ns/a/sa/b', 'cluster.local/ns/a/*', '*/sa/c', '*'];
  return filled(random, 18, {
    principals: random.some(id, 1),
    notPrincipals: random.some(id, 1),
    requestPrincipals: random.some(['iss/sub', 'iss/*', '*/sub', '*'], 1),
    notRequestPrincipals: ['iss/x'],
    namespaces: random.some(['shop', 'pay-*', '*-x', '*'], 1),
    notNamespaces: ['ops'],
    ipBlocks: random.some(['10.0.0.0/8', '192.0.2.1', '2001:db8::/32'], 1),
    notIpBlocks: ['10.1.0.0/16'],
    remoteIpBlocks: ['198.51.100.0/24'],
    notRemoteIpBlocks: ['198.51.100.7'],
  });
}

function operation(random: Random): object {
  return filled(random, 25, {
    hosts: random.some(MATCHES, 1),
    notHosts: ['n.example'],
    ports: random.some(['8080', '9000', '80'], 1),
    notPorts: ['9090'],
    methods: random.some(['GET', 'P*', '*'], 1),
    notMethods: ['DELETE'],
    paths: random.some(['/e', '/p*', '*/s', '*', '/t/{*}/u', '/w/{**}'], 1),
    notPaths: ['/n*'],
  });
}

function condition(random: Random, custom: boolean): object {
  const values = random.some(MATCHES, 1);
  const keys: [string, string[]][] = [
    ['request.headers[x-a]', values],
    ['source.ip', ['10.0.0.0/8']],
    ['remote.ip', ['10.0.0.1']],
    ['destination.ip', ['10.0.0.1']],
    ['destination.port', ['8080', '9000']],
    ['connection.sni', ['a.example', '*.b.example']],
    ['experimental.envoy.filters.network.mysql_proxy[db.t]', ['[select]']],
  ];
  const identities: [string, string[]][] = [
    ['source.namespace', values],
    ['source.principal', values],
    ['request.auth.principal', values],
    ['request.auth.audiences', ['aud']],
    ['request.auth.presenter', ['p']],
    ['request.auth.claims[groups]', values],
    ['request.auth.claims[a][b]', values],
  ];
  const [key, list] = random.one(...keys, ...(custom ? [] : identities));
  return {key, ...random.one<object>({values: list}, {notValues: list}, {values: list, notValues: list.slice(0, 1)})};
}
