// SPDX-License-Identifier: Apache-2.0
import {exportTo, type Host, type KubeObject, object, type Place, written} from './place.js';
import type {Random} from './random.js';

/**
 * Makes the DestinationRules of a mesh. None ejects endpoints where hosts are looked up one by one: istiod ends then, for
 * a field that their clusters do not have.
 */
export function destinationRules(place: Place): KubeObject[] {
  const {random, hosts, namespaces} = place;
  const ejects = hosts.every(({dynamic}) => !dynamic);
  return Array.from({length: random.below(5)}, (_, n) => {
    const host = random.one(...hosts);
    const namespace = random.chance(70) ? host.namespace : random.one(...namespaces);
    const exported = exportTo(place);
    const spec = {
      host: hostOf(random, host, namespace),
      ...exported,
      ...(random.chance(80) && {trafficPolicy: policy(random, host, {withPorts: true, ejects})}),
      ...(random.chance(60) && {subsets: subsets(random, host, ejects)}),
      ...(!('exportTo' in exported) &&
        random.chance(8) && {workloadSelector: {matchLabels: {version: random.one('v1', 'v2')}}}),
    };
    return object('networking', 'DestinationRule', `dr${n}`, namespace, spec);
  });
}

function hostOf(random: Random, host: Host, namespace: string): string {
  if (random.chance(85)) return written(random, host, namespace);
  const odd = [host.full.toUpperCase(), `*.${host.full.split('.').slice(1).join('.')}`, 'gone', '*.example'];
  return random.one(...odd);
}

function subsets(random: Random, host: Host, ejects: boolean): object[] {
  return random.some(['v1', 'v2', 'v3'], 1).map((name) => ({
    name,
    ...(random.chance(90) && {
      labels: !host.kubernetes || random.chance(80) ? {version: name} : {app: host.name, version: name},
    }),
    ...(random.chance(35) && {trafficPolicy: policy(random, host, {withPorts: true, ejects})}),
  }));
}

/** What a traffic policy may have: settings of single ports, and of how endpoints are ejected. */
interface PolicyParts {
  withPorts: boolean;
  ejects: boolean;
}

function policy(random: Random, host: Host, {withPorts, ejects}: PolicyParts): object {
  const settings = {
    loadBalancer: () => loadBalancer(random),
    connectionPool: () => connectionPool(random),
    ...(ejects && {outlierDetection: () => outlierDetection(random)}),
    tls: () => tls(random),
  };
  const made = {
    ...random.fields(35, settings),
    ...(withPorts &&
      random.chance(30) && {
        portLevelSettings: random
          .some(host.ports, 1)
          .map(({number}) => ({port: {number}, ...policy(random, host, {withPorts: false, ejects})})),
      }),
    ...(withPorts &&
      random.chance(15) &&
      random.one<object>(
        {tunnel: {protocol: random.one('CONNECT', 'POST'), targetHost: 'far.example', targetPort: 443}},
        {proxyProtocol: {version: random.one('V1', 'V2')}},
        {retryBudget: random.fields(60, {percent: 25, minRetryConcurrency: random.one(0, 5)})},
      )),
  };
  return Object.keys(made).length > 0 ? made : {loadBalancer: {simple: 'RANDOM'}};
}

function loadBalancer(random: Random): object {
  const hash = random.one<object>(
    {httpHeaderName: 'x-user'},
    {httpCookie: {name: 'c', ttl: '5s', path: '/p'}},
    {httpCookie: {name: 'c'}},
    {httpCookie: {name: 'c', ttl: '0s', attributes: [{name: 'SameSite', value: 'Strict'}, {name: 'Secure'}]}},
    {useSourceIp: true},
    {httpQueryParameterName: 'q'},
  );
  const ring = random.one<object>(
    {},
    {ringHash: {minimumRingSize: 64}},
    {maglev: {tableSize: 997}},
    {maglev: {tableSize: 65537}},
    {minimumRingSize: 77},
  );
  return {
    ...random.one<object>(
      {simple: random.one('ROUND_ROBIN', 'LEAST_REQUEST', 'RANDOM', 'PASSTHROUGH', 'LEAST_CONN', 'UNSPECIFIED')},
      {consistentHash: {...hash, ...ring}},
    ),
    ...random.fields(20, {
      ...random.one<Record<string, unknown>>(
        {warmup: {duration: '30s', ...random.fields(50, {aggression: 1.5, minimumPercent: 10})}},
        {warmupDurationSecs: '20s'},
      ),
      localityLbSetting: () =>
        random.one<object>(
          {enabled: false},
          {enabled: true},
          {distribute: [{from: 'eu-1/*', to: {'eu-1/*': 80, 'us-1/*': 20}}]},
          {distribute: [{from: 'eu-1/eu-1a/*', to: {'eu-1/eu-1a/*': 60, 'eu-1/eu-1b/*': 40}}]},
          {failover: [{from: 'eu-1', to: 'us-1'}]},
          {enabled: true, distribute: [{from: '*', to: {'eu-1/eu-1a/*': 50, 'us-1/*': 50}}]},
          {failover: [{from: 'us-1', to: 'eu-1'}], failoverPriority: ['version']},
          {failoverPriority: ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone']},
          {failoverPriority: ['version', 'app=cart', 'topology.istio.io/subzone']},
        ),
    }),
  };
}

/** Returns settings of connections, of TCP, HTTP or both. */
export function connectionPool(random: Random): object {
  const made = random.fields(70, {
    tcp: () =>
      random.fields(40, {
        maxConnections: 7,
        connectTimeout: '3s',
        idleTimeout: '60s',
        maxConnectionDuration: '1h',
        tcpKeepalive: random.fields(60, {time: '7200s', interval: '75s', probes: 3}),
      }),
    http: () =>
      random.fields(35, {
        http1MaxPendingRequests: 5,
        http2MaxRequests: 6,
        maxRequestsPerConnection: 2,
        maxRetries: 4,
        idleTimeout: '15s',
        ...random.one<Record<string, unknown>>(
          {h2UpgradePolicy: random.one('DEFAULT', 'UPGRADE', 'DO_NOT_UPGRADE')},
          {useClientProtocol: true},
        ),
        maxConcurrentStreams: 9,
      }),
  });
  return Object.keys(made).length > 0 ? made : {tcp: {maxConnections: 1}};
}

function outlierDetection(random: Random): object {
  const split = random.chance(30);
  const own = random.fields(45, {
    ...random.one<Record<string, unknown>>({consecutive5xxErrors: random.one(0, 5)}, {consecutiveErrors: 4}),
    consecutiveGatewayErrors: random.one(0, 2),
    ...(split && {consecutiveLocalOriginFailures: 3}),
    interval: '7s',
    baseEjectionTime: '30s',
    maxEjectionPercent: 40,
    minHealthPercent: random.one(0, 20),
  });
  return {...own, ...(split && {splitExternalLocalOriginErrors: true})};
}

function tls(random: Random): object {
  const names = random.fields(40, {sni: 'sni.example', subjectAltNames: ['san.example', 'spiffe://x/y']});
  const files = {clientCertificate: '/c.pem', privateKey: '/k.pem', caCertificates: '/ca.pem'};
  return random.one<object>(
    {mode: 'DISABLE'},
    {mode: 'ISTIO_MUTUAL', ...random.fields(30, {sni: 'own.example', subjectAltNames: ['own']})},
    {
      mode: 'SIMPLE',
      ...names,
      ...random.fields(30, {caCertificates: random.one('/ca.pem', 'system'), caCrl: '/crl.pem'}),
    },
    {mode: 'SIMPLE', ...names, credentialName: 'cred'},
    {mode: 'SIMPLE', insecureSkipVerify: true},
    {mode: 'MUTUAL', ...names, ...files},
    {mode: 'MUTUAL', ...names, credentialName: 'cred'},
  );
}
