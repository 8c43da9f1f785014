// SPDX-License-Identifier: Apache-2.0
// Writes what analyze is measured with: one small file, 10,000 resources in one of 2.3 MB and ten times as many; and
// meshes of as many resources in ambient mode, which all analyzers look at.
import {mkdirSync, writeFileSync} from 'node:fs';
import {ANALYZE_INPUT} from './works.js';

const NETWORKING = 'apiVersion: networking.istio.io/v1';

function resource(i: number): string {
  const host = `host-${i}.example.com`;
  const head = (kind: string) =>
    `${NETWORKING}\nkind: ${kind}\nmetadata:\n  name: r-${i}\n  namespace: ns-${i % 50}\nspec:\n`;
  switch (i % 3) {
    case 0:
      return `${head('VirtualService')}  hosts:\n  - ${host}\n  http:\n  - route:\n    - destination:\n        host: ${host}\n        port:\n          number: 80\n`;
    case 1:
      return `${head('DestinationRule')}  host: ${host}\n  trafficPolicy:\n    tls:\n      mode: ISTIO_MUTUAL\n`;
    default:
      return `${head('ServiceEntry')}  hosts:\n  - ${host}\n  location: MESH_EXTERNAL\n  ports:\n  - number: 443\n    name: https\n    protocol: HTTPS\n  resolution: DNS\n`;
  }
}

/** A Service with all that belongs to it: seven resources of a mesh in ambient mode in which nothing is wrong. */
function workload(i: number): string[] {
  const [name, namespace] = [`app-${i}`, `ns-${i % 50}`];
  const object = (apiVersion: string, kind: string, rest: object, ownName = name) =>
    JSON.stringify({apiVersion, kind, metadata: {name: ownName, namespace}, ...rest});
  const target = {group: '', kind: 'Service', name};
  const source = {principals: [`cluster.local/ns/${namespace}/sa/${name}`]};
  const labels = {app: name};
  return [
    object('v1', 'ServiceAccount', {}),
    object('v1', 'Service', {spec: {selector: labels, ports: [{name: 'http', port: 8080}]}}),
    object('apps/v1', 'Deployment', {
      spec: {
        template: {
          metadata: {labels},
          spec: {serviceAccountName: name, containers: [{name: 'app', image: 'shop/app'}]},
        },
      },
    }),
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', {
      spec: {parentRefs: [target], rules: [{backendRefs: [{name, port: 8080}]}]},
    }),
    object('security.istio.io/v1', 'AuthorizationPolicy', {
      spec: {targetRefs: [target], rules: [{from: [{source}], to: [{operation: {methods: ['GET']}}]}]},
    }),
    object(
      'security.istio.io/v1',
      'AuthorizationPolicy',
      {spec: {selector: {matchLabels: labels}, rules: [{}]}},
      `l4-${i}`,
    ),
    object('networking.istio.io/v1', 'VirtualService', {
      spec: {
        hosts: ['shop.example.com'],
        gateways: ['ns-0/front'],
        http: [
          {
            match: [{uri: {prefix: `/${name}/`}}],
            route: [{destination: {host: `${name}.${namespace}.svc.cluster.local`}}],
          },
        ],
      },
    }),
  ];
}

function mesh(size: number): string[] {
  const namespaces = Array.from({length: 50}, (_, i) => {
    const labels = {'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint'};
    return JSON.stringify({apiVersion: 'v1', kind: 'Namespace', metadata: {name: `ns-${i}`, labels}});
  });
  const waypoints = Array.from({length: 50}, (_, i) => {
    const spec = {gatewayClassName: 'istio-waypoint', listeners: [{name: 'mesh', port: 15_008, protocol: 'HBONE'}]};
    const metadata = {name: 'waypoint', namespace: `ns-${i}`};
    return JSON.stringify({apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata, spec});
  });
  const front = JSON.stringify({
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: {name: 'front', namespace: 'ns-0'},
    spec: {
      selector: {istio: 'ingressgateway'},
      servers: [{port: {number: 80, name: 'http', protocol: 'HTTP'}, hosts: ['*/shop.example.com']}],
    },
  });
  const workloads = Array.from({length: Math.floor((size - 101) / 7)}, (_, i) => workload(i)).flat();
  return [...namespaces, ...waypoints, front, ...workloads];
}

function write(name: string, documents: readonly string[]): void {
  writeFileSync(`${ANALYZE_INPUT}/${name}.yaml`, documents.join('\n---\n'));
}

function resources(size: number): string[] {
  return Array.from({length: size}, (_, i) => resource(i).trimEnd());
}

mkdirSync(ANALYZE_INPUT, {recursive: true});
write('small', resources(1));
write('large', resources(10_000));
write('huge', resources(100_000));
write('mesh', mesh(10_000));
write('huge-mesh', mesh(100_000));
