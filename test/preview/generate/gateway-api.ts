// SPDX-License-Identifier: Apache-2.0
import {type Host, type KubeObject, object, ownMesh, type Place} from './place.js';
import type {Random} from './random.js';
import {type Addresses, slice, status} from './services.js';

const GROUP = 'gateway.networking.k8s.io';

/** Makes the Gateways and routes of Gateway API of a mesh. */
export function gatewayApi(place: Place, addresses: Addresses): KubeObject[] {
  const {random, gatewayNamespace, namespaces, index} = place;
  if (!random.chance(45)) return [];
  const listeners = [
    listener(random, 'http', 80, 'HTTP', index),
    ...(random.chance(40) ? [listener(random, 'other', random.one(80, 8081), 'HTTP', index)] : []),
    ...(random.chance(40)
      ? [
          {
            ...listener(random, 'https', 443, 'HTTPS', index),
            tls: {mode: 'Terminate', certificateRefs: [{group: '', kind: 'Secret', name: 'cert'}]},
          },
        ]
      : []),
    ...(random.chance(30) ? [{...listener(random, 'tls', 15443, 'TLS', index), tls: {mode: 'Passthrough'}}] : []),
  ];
  const deployed = random.chance(40);
  const spec = {
    gatewayClassName: 'istio',
    ...(!deployed && {addresses: [{type: 'Hostname', value: `igw.${gatewayNamespace}.svc.cluster.local`}]}),
    listeners,
  };
  const count = 1 + random.below(3);
  return [
    object('gateway', 'Gateway', 'web', gatewayNamespace, spec),
    ...(deployed ? deployment(place, addresses, listeners) : []),
    ...Array.from({length: count}, (_, n) => route(place, n, random.one(...namespaces))),
  ];
}

/** What istiod deploys for a Gateway that names no Service: the Service and a Pod, which asks for its configuration. */
function deployment(
  place: Place,
  addresses: Addresses,
  listeners: readonly Readonly<Record<string, unknown>>[],
): KubeObject[] {
  const {gatewayNamespace: namespace} = place;
  const address = addresses.pod();
  const labels = {'gateway.networking.k8s.io/gateway-name': 'web', 'security.istio.io/tlsMode': 'istio'};
  const numbers = [...new Set(listeners.map(({port}) => Number(port)))];
  const ports = numbers.map((number) => ({name: `p-${number}`, number, targetPort: number}));
  const own = {'networking.istio.io/exportTo': ownMesh(place).exportTo.join()};
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'web-istio', namespace, labels, annotations: own},
      spec: {
        type: 'LoadBalancer',
        clusterIP: addresses.service(),
        selector: {'gateway.networking.k8s.io/gateway-name': 'web'},
        ports: ports.map(({name, number, targetPort}) => ({name, port: number, targetPort, protocol: 'TCP'})),
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name: 'web-istio-1', namespace, labels, annotations: {'differential/proxy': 'router'}},
      spec: {serviceAccountName: 'web-istio', nodeName: 'node-1', containers: [{name: 'istio-proxy', image: 'auto'}]},
      status: status(address),
    },
    slice('web-istio', namespace, ports, [{name: 'web-istio-1', version: '', address, node: 1, ready: true}]),
  ];
}

function listener(
  random: Random,
  name: string,
  port: number,
  protocol: string,
  index: number,
): Record<string, unknown> {
  return {
    name,
    port,
    protocol,
    ...random.fields(50, {hostname: random.one(`*.m${index}.example`, `a.m${index}.example`)}),
    allowedRoutes: {
      namespaces: random.chance(75)
        ? {from: 'All'}
        : random.one<object>({from: 'Same'}, {from: 'Selector', selector: {matchLabels: {team: 'a'}}}),
    },
  };
}

function parent(place: Place, namespace: string): object {
  const {random, gatewayNamespace, hosts} = place;
  const services = hosts.filter((host) => host.kubernetes && host.namespace === namespace);
  if (services.length > 0 && random.chance(35)) {
    const host = random.one(...services);
    return {
      group: '',
      kind: 'Service',
      name: host.name,
      ...random.fields(40, {port: random.one(...host.ports).number}),
    };
  }
  return {
    group: GROUP,
    kind: 'Gateway',
    name: 'web',
    namespace: gatewayNamespace,
    ...random.fields(25, {sectionName: random.one('http', 'https', 'other', 'gone'), port: random.one(80, 443, 8081)}),
  };
}

function backends(place: Place, namespace: string): object[] {
  const {random, hosts} = place;
  const services = hosts.filter((host) => host.kubernetes);
  return Array.from({length: 1 + random.below(2)}, () => {
    const host: Host = random.chance(80)
      ? random.one(...services.filter((one) => one.namespace === namespace), ...services.slice(0, 1))
      : random.one(...services);
    return {
      group: '',
      kind: 'Service',
      name: random.chance(94) ? host.name : 'gone',
      ...(host.namespace !== namespace && {namespace: host.namespace}),
      port: random.one(...host.ports).number,
      weight: random.one(1, 1, 3),
    };
  });
}

function route(place: Place, n: number, namespace: string): KubeObject {
  const {random, index} = place;
  const kind = random.one('HTTPRoute', 'HTTPRoute', 'HTTPRoute', 'GRPCRoute', 'TLSRoute');
  const hostnames = random.some(
    [`a.m${index}.example`, `b.m${index}.example`, `*.m${index}.example`],
    kind === 'TLSRoute' ? 1 : 0,
  );
  const parentRefs = [
    kind === 'TLSRoute'
      ? {group: GROUP, kind: 'Gateway', name: 'web', namespace: place.gatewayNamespace}
      : parent(place, namespace),
  ];
  const rule = {HTTPRoute: httpRule, GRPCRoute: grpcRule, TLSRoute: tlsRule}[kind] ?? httpRule;
  const rules = Array.from({length: kind === 'TLSRoute' ? 1 : 1 + random.below(3)}, () => rule(place, namespace));
  return object('gateway', kind, `route${n}`, namespace, {parentRefs, ...(hostnames.length > 0 && {hostnames}), rules});
}

function tlsRule(place: Place, namespace: string): object {
  return {backendRefs: backends(place, namespace)};
}

function grpcRule(place: Place, namespace: string): object {
  const {random} = place;
  const method = random.one<object>(
    {type: 'Exact', service: 'a.B', method: 'C'},
    {type: 'Exact', service: 'a.B'},
    {type: 'Exact', method: 'C'},
    {type: 'RegularExpression', service: 'a.*', method: 'C'},
  );
  return {
    ...random.fields(70, {
      matches: [{...random.fields(70, {method, headers: [{type: 'Exact', name: 'x', value: 'y'}]})}],
    }),
    backendRefs: backends(place, namespace),
  };
}

function httpRule(place: Place, namespace: string): object {
  const {random} = place;
  const redirect = random.chance(15);
  return {
    matches: Array.from({length: 1 + random.below(2)}, () => match(random)),
    ...random.fields(12, {
      timeouts: random.one<object>({request: '3s'}, {request: '3s', backendRequest: '1s'}),
      retry: {attempts: 2, codes: [500, 503], backoff: '50ms'},
      name: 'rule',
    }),
    ...(redirect
      ? {
          filters: [
            {
              type: 'RequestRedirect',
              requestRedirect: {
                statusCode: random.one(301, 302, 303, 307, 308),
                ...random.fields(50, {
                  scheme: random.one('https', 'http'),
                  hostname: 'r.example',
                  port: random.one(8443, 443, 80),
                }),
                ...random.fields(30, {
                  path: random.one<object>(
                    {type: 'ReplaceFullPath', replaceFullPath: '/full'},
                    {type: 'ReplacePrefixMatch', replacePrefixMatch: '/pre'},
                    {type: 'ReplacePrefixMatch', replacePrefixMatch: '/'},
                  ),
                }),
              },
            },
          ],
        }
      : {...random.fields(45, {filters: () => filters(place, namespace)}), backendRefs: backends(place, namespace)}),
  };
}

function match(random: Random): object {
  return {
    path: random.one<object>(
      {type: 'PathPrefix', value: '/'},
      {type: 'PathPrefix', value: '/p'},
      {type: 'PathPrefix', value: '/p/'},
      {type: 'Exact', value: '/e'},
      {type: 'RegularExpression', value: '/r.*'},
    ),
    ...random.fields(20, {
      method: random.one('GET', 'POST', 'OPTIONS'),
      headers: [
        {type: random.one('Exact', 'RegularExpression'), name: 'X-A', value: 'b.*'},
        ...(random.chance(30) ? [{type: 'Exact', name: 'x-b', value: 'c'}] : []),
      ],
      queryParams: [{type: random.one('Exact', 'RegularExpression'), name: 'q', value: '1'}],
    }),
  };
}

function filters(place: Place, namespace: string): object[] {
  const {random} = place;
  const change = {set: [{name: 'x-s', value: '1'}], add: [{name: 'x-a', value: '2'}], remove: ['x-r']};
  const all: object[] = [
    {type: 'RequestHeaderModifier', requestHeaderModifier: random.fields(60, change)},
    {type: 'ResponseHeaderModifier', responseHeaderModifier: random.fields(60, change)},
    {
      type: 'RequestMirror',
      requestMirror: {
        backendRef: backends(place, namespace)[0],
        ...random.one<object>({}, {percent: 20}, {fraction: {numerator: 3, denominator: 1000}}, {percent: 0}),
      },
    },
    {
      type: 'URLRewrite',
      urlRewrite: random.one<object>(
        {hostname: 'z.example'},
        {hostname: 'y.example', path: {type: 'ReplacePrefixMatch', replacePrefixMatch: '/'}},
        {path: {type: 'ReplaceFullPath', replaceFullPath: '/all'}},
        {path: {type: 'ReplacePrefixMatch', replacePrefixMatch: '/n'}},
      ),
    },
    {
      type: 'CORS',
      cors: {
        allowOrigins: random.one(['https://*.example', 'https://o.example'], ['*']),
        ...random.fields(50, {allowMethods: ['GET'], allowHeaders: ['x'], allowCredentials: true, maxAge: 7}),
      },
    },
  ];
  return random.some(all, 1).slice(0, 2);
}
