// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {knameIn} from '../../src/describe/objects.js';
import {destinationRuleOf, inboundPolicies, virtualServiceOf} from '../../src/describe/origins.js';
import {effectiveMtls} from '../../src/describe/peer-authentication.js';
import {protocolOf, type ServicePort, targetPortOf} from '../../src/describe/ports.js';
import {protoText} from '../../src/describe/proto-text.js';
import {type Subsets, subsetsOf} from '../../src/describe/subsets.js';
import {routeFacts} from '../../src/describe/virtual-service.js';
import {readConfigDump} from '../../src/envoy/dump/config-dump.js';
import type {KubeObject} from '../../src/io/kube/cluster.js';
import {mtlsLines, podLines} from '../../src/writer/describe/pod.js';
import {destinationRuleLines, serviceLines, virtualServiceLines} from '../../src/writer/describe/service.js';

const kname = knameIn('shop');
const SERVICE = {name: 'cart', namespace: 'shop'};

function object(kind: string, name: string, fields: object, metadata: object = {}): KubeObject {
  return {apiVersion: 'v1', kind, metadata: {namespace: 'shop', name, ...metadata}, ...fields};
}

describe('ports', () => {
  test.each<[Partial<ServicePort>, string]>([
    [{}, 'auto-detect'],
    [{name: 'http-web'}, 'HTTP'],
    [{name: 'GRPC-web'}, 'GRPC-Web'],
    [{name: 'grpc'}, 'GRPC'],
    [{name: 'db', port: 3306}, 'TCP'],
    [{name: 'db'}, 'UnsupportedProtocol'],
    [{name: 'http', appProtocol: 'kubernetes.io/h2c'}, 'HTTP2'],
    [{appProtocol: 'hbone'}, 'HBONE'],
    [{name: 'http', protocol: 'UDP'}, 'UDP'],
  ])('%j speaks %s', (port, protocol) => {
    expect(protocolOf({port: 80, protocol: 'TCP', ...port})).toBe(protocol);
  });

  test('lead to ports of the pod by number or name', () => {
    const ports = [{container: 'c', name: 'web', containerPort: 8080, protocol: 'TCP'}];
    expect(targetPortOf({port: 80, targetPort: 'web', protocol: 'TCP'}, ports)).toBe(8080);
    expect(targetPortOf({port: 80, targetPort: 'web', protocol: 'UDP'}, ports)).toBeUndefined();
    expect(targetPortOf({port: 80, targetPort: 9}, ports)).toBe(9);
    expect(targetPortOf({port: 80}, ports)).toBe(80);
  });
});

describe('a pod', () => {
  const spec = {
    containers: [
      {
        name: 'app',
        ports: [{containerPort: 80}, {containerPort: 53, protocol: 'UDP'}],
        securityContext: {runAsUser: 1337},
      },
      {name: 'istio-proxy'},
    ],
    securityContext: {runAsUser: 1337},
  };

  test('of the mesh, with what is wrong with it', () => {
    const status = {phase: 'Running', containerStatuses: [{name: 'app', ready: false}]};
    const annotations = {'sidecar.istio.io/status': '{"revision":"canary"}'};
    const pod = object('Pod', 'cart-1', {spec, status}, {annotations, labels: {app: 'cart'}});
    expect(podLines(pod, kname, {ignoreUnmeshed: false})).toEqual([
      'WARNING: User ID (UID) 1337 is reserved for the sidecar proxy.',
      'Pod: cart-1',
      '   Pod Revision: canary',
      '   Pod Ports: 80 (app), 53/UDP (app)',
      'WARNING: Pod cart-1 Container app NOT READY',
      '   WARNING: User ID (UID) 1337 is reserved for the sidecar proxy.',
      'Suggestion: add required service revision label for Istio telemetry. See https://istio.io/v1.30/docs/ops/deployment/requirements/.',
    ]);
  });

  test('that does not run, in another namespace', () => {
    const pod = object(
      'Pod',
      'p',
      {spec: {containers: [{name: 'app'}]}, status: {phase: 'Pending'}},
      {namespace: 'other'},
    );
    expect(podLines(pod, kname, {ignoreUnmeshed: false})).toEqual([
      'Pod: p.other',
      '   Pod Revision: ',
      '   Pod does not expose ports',
      '   Pod is not Running (Pending)',
    ]);
  });
});

describe('mTLS', () => {
  const policy = (namespace: string, name: string, spec: object, creationTimestamp = '2026-01-01T00:00:00Z') =>
    object('PeerAuthentication', name, {spec}, {namespace, creationTimestamp});
  const own = policy('shop', 'cart', {
    selector: {matchLabels: {app: 'cart'}},
    portLevelMtls: {9090: {mode: 'UNSET'}, 80: {mode: 'DISABLE'}},
  });

  test('joins mesh, namespace and workload; what is unset inherits', () => {
    const mesh = policy('istio-system', 'default', {mtls: {mode: 'STRICT'}});
    const other = policy('shop', 'other', {selector: {matchLabels: {app: 'other'}}, mtls: {mode: 'DISABLE'}});
    const effective = effectiveMtls([mesh, other, own], {app: 'cart'}, 'istio-system');
    expect(mtlsLines(effective)).toEqual([
      'Effective PeerAuthentication:',
      '   Workload mTLS mode: STRICT',
      '   Port Level mTLS mode:',
      '      80: DISABLE',
      '      9090: STRICT',
      'Applied PeerAuthentication:',
      '   default.istio-system, cart.shop',
    ]);
  });

  test('takes the oldest of a level, and is permissive without any', () => {
    const young = policy('shop', 'a', {mtls: {mode: 'STRICT'}}, '2026-02-01T00:00:00Z');
    const old = policy('shop', 'b', {mtls: {mode: 'DISABLE'}});
    expect(effectiveMtls([young, old], {}, 'istio-system').mode).toBe('DISABLE');
    expect(mtlsLines(effectiveMtls([], {}, 'istio-system'))).toHaveLength(2);
  });
});

describe('rules and routes', () => {
  const subset = (name: string) => ({name, labels: {version: name}});
  const rule = object('DestinationRule', 'cart', {
    spec: {
      host: 'cart',
      subsets: [subset('v1'), subset('v2')],
      trafficPolicy: {
        tls: {mode: 'ISTIO_MUTUAL'},
        outlierDetection: {},
        loadBalancer: {},
        portLevelSettings: [{port: {number: 80}, tls: {}}],
      },
    },
  });
  const subsets = subsetsOf(rule, [{app: 'cart', version: 'v1'}]);

  test('of a DestinationRule', () => {
    expect(destinationRuleLines(rule, subsets, kname, 0)).toEqual([
      'DestinationRule: cart for "cart"',
      '   Matching subsets: v1',
      '      (Non-matching subsets v2)',
      '   Traffic Policy TLS Mode: ISTIO_MUTUAL',
      '   Policies: load balancer/outlier detection',
      '   Port Level Settings:',
      '    80:',
      '      TLS Mode: DISABLE',
    ]);
    const bare = object('DestinationRule', 'cart', {spec: {host: 'cart'}});
    expect(destinationRuleLines(bare, subsetsOf(bare, []), kname, 3)).toEqual([
      '   DestinationRule: cart for "cart"',
      '      No Traffic Policy',
    ]);
    expect(destinationRuleLines(rule, subsetsOf(rule, [{}]), kname, 0)[1]).toBe(
      '   WARNING POD DOES NOT MATCH ANY SUBSETS.  (Non matching subsets v1,v2)',
    );
  });

  const lines = (http: object[], known: Subsets, name?: string) => {
    const service = object('VirtualService', 'cart', {spec: {http}});
    return virtualServiceLines(service, routeFacts(service, SERVICE, known, name), kname, 0).slice(1);
  };
  const to = (host: string, subsetName?: string, weight?: number) => ({
    destination: {host, ...(subsetName && {subset: subsetName})},
    ...(weight && {weight}),
  });

  test.each<[string, object[], string[]]>([
    ['all of it', [{route: [to('cart')]}], ['   1 HTTP route(s)']],
    [
      'a part, under conditions',
      [
        {
          match: [{uri: {prefix: '/a'}, ignoreUriCase: true, headers: {z: {exact: '1'}, b: {regex: 'x+'}}}],
          fault: {delay: {percentage: {value: 10}, fixedDelay: '2.5s'}},
          route: [to('cart.shop', 'v1', 90), to('other', undefined, 10)],
        },
      ],
      [
        '   Route to host "cart.shop" subset "v1" with weight 90%',
        '   Route to host "other" with weight 10%',
        '   Fault injection delay:{percentage:{value:10} fixed_delay:{seconds:2 nanos:500000000}}, Match: /a* uncased when headers are b=regex:"x+"; z=1',
      ],
    ],
    [
      'other pods',
      [{match: [{uri: {exact: '/b'}}], route: [to('cart', 'v2')]}, {route: [to('cart', 'v9')]}],
      [
        '   WARNING: No destinations match pod subsets (checked 2 HTTP routes)',
        '      Route to non-matching subset v2 for (Match: /b)',
        '      Warning: Route to UNKNOWN subset v9; check DestinationRule cart',
      ],
    ],
    [
      'the pods among others',
      [{route: [to('cart', 'v2')]}, {route: [to('cart')]}],
      [
        '   1 additional destination(s) that will not reach this pod',
        '      Route to non-matching subset v2 for (everything)',
      ],
    ],
  ])('of a VirtualService that sends %s', (_, http, expected) => {
    expect(lines(http, subsets, 'cart')).toEqual(expected);
  });

  test('of a VirtualService with subsets that nobody defines', () => {
    expect(lines([{route: [to('cart', 'v1')]}], {matching: [], other: []})[1]).toBe(
      '      Warning: Route to subset v1 but NO DESTINATION RULE defining subsets!',
    );
  });

  test('messages in text form', () => {
    expect(protoText({httpStatus: 503, abort: [{a: true}, {b: 'x"y'}], wait: '0.01s'})).toBe(
      'http_status:503 abort:{a:true} abort:{b:"x\\"y"} wait:{nanos:10000000}',
    );
  });
});

test('a service without a suitable port', () => {
  const pod = object('Pod', 'p', {spec: {containers: []}}, {uid: 'u1'});
  const ports = [
    {name: 'http', port: 80, protocol: 'TCP'},
    {port: 81, targetPort: 'nope', protocol: 'TCP'},
  ];
  expect(serviceLines(object('Service', 'cart', {spec: {ports}}), pod, kname)).toEqual([
    'Service: cart',
    '   Port: http 80/HTTP targets pod port 80',
    '   no suitable port for manifest: u1',
  ]);
});

describe('what a proxy was configured from', () => {
  const metadata = (kind: string, name: string) => ({
    metadata: {filter_metadata: {istio: {config: `/apis/networking.istio.io/v1/namespaces/shop/${kind}/${name}`}}},
  });
  const HOST = 'cart.shop.svc.cluster.local';
  const section = (type: string, fields: object) => ({
    '@type': `type.googleapis.com/envoy.admin.v3.${type}`,
    ...fields,
  });
  const rbac = {
    name: 'envoy.filters.http.rbac',
    typed_config: {rules: {policies: {'ns[shop]-policy[b]-rule[0]': {}, 'ns[shop]-policy[a]-rule[0]': {}}}},
  };
  const configs = [
    section('ClustersConfigDump', {
      dynamic_active_clusters: [
        {cluster: {name: `inbound|80||${HOST}`, ...metadata('destination-rule', 'wrong')}},
        {cluster: {name: `outbound|80||${HOST}`, ...metadata('destination-rule', 'cart')}},
      ],
    }),
    section('RoutesConfigDump', {
      dynamic_route_configs: [
        {
          route_config: {
            name: '9090',
            virtual_hosts: [{domains: [HOST], routes: [metadata('virtual-service', 'wrong')]}],
          },
        },
        {
          route_config: {
            name: 'http.8080',
            virtual_hosts: [
              {
                domains: ['*'],
                routes: [
                  {route: {cluster: `outbound|80|v1|other.${HOST}`}, ...metadata('virtual-service', 'other')},
                  {
                    route: {weighted_clusters: {clusters: [{name: `outbound|80|v1|${HOST}`}]}},
                    ...metadata('virtual-service', 'cart'),
                  },
                ],
              },
            ],
          },
        },
      ],
    }),
    section('ListenersConfigDump', {
      dynamic_listeners: [
        {
          active_state: {
            listener: {
              name: 'virtualInbound',
              filter_chains: [
                {
                  filters: [
                    {name: 'envoy.filters.network.http_connection_manager', typed_config: {http_filters: [rbac]}},
                  ],
                },
              ],
            },
          },
        },
      ],
    }),
  ];
  const dump = readConfigDump({bytes: Buffer.from(JSON.stringify({configs})), name: 'dump'});

  test('is found by service and port', () => {
    expect(destinationRuleOf(dump, SERVICE, 80)).toMatchObject({namespace: 'shop', name: 'cart'});
    expect(destinationRuleOf(dump, SERVICE, 81)).toBeUndefined();
    expect(virtualServiceOf(dump, SERVICE, 80)).toMatchObject({namespace: 'shop', name: 'cart'});
    expect(virtualServiceOf(dump, {...SERVICE, name: 'nobody'}, 80)).toBeUndefined();
    expect(inboundPolicies(dump)).toEqual(['ns[shop]-policy[a]-rule[0]', 'ns[shop]-policy[b]-rule[0]']);
  });

  test('is nothing in an empty dump', () => {
    const empty = readConfigDump({bytes: Buffer.from('{"configs":[]}'), name: 'dump'});
    expect([destinationRuleOf(empty, SERVICE, 80), virtualServiceOf(empty, SERVICE, 80)]).toEqual([
      undefined,
      undefined,
    ]);
    expect(inboundPolicies(empty)).toEqual([]);
  });
});
