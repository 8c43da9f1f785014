// SPDX-License-Identifier: Apache-2.0
import {type Host, type KubeObject, object, ownMesh, type Place, type Port} from './place.js';
import type {Random} from './random.js';

type Protocol = {protocol: string};

const PORTS: readonly (Port & Protocol)[] = [
  {name: 'http', number: 80, targetPort: 0, protocol: 'HTTP'},
  {name: 'https', number: 443, targetPort: 0, protocol: 'HTTPS'},
  {name: 'tls', number: 8443, targetPort: 443, protocol: 'TLS'},
  {name: 'tcp', number: 9000, targetPort: 0, protocol: 'TCP'},
  {name: 'grpc', number: 9090, targetPort: 0, protocol: 'GRPC'},
  {name: 'h2', number: 9080, targetPort: 8080, protocol: 'HTTP2'},
  {name: 'mongo', number: 27017, targetPort: 0, protocol: 'MONGO'},
];

/** What istiod resolves host by host. */
const DYNAMIC = new Set(['HTTP', 'TLS', 'GRPC', 'HTTP2']);

/** Makes the ServiceEntries of a mesh, with WorkloadEntries for those that select some. */
export function serviceEntries(place: Place): {hosts: Host[]; objects: KubeObject[]} {
  const {random, namespaces, index} = place;
  const hosts: Host[] = [];
  const objects: KubeObject[] = [];
  for (let n = 0; n < random.below(4); n++) {
    const namespace = random.one(...namespaces);
    const resolution = random.one('STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'NONE', 'STATIC', 'DNS', 'DYNAMIC_DNS');
    const full = host(random, index, n, resolution);
    const dynamic = resolution === 'DYNAMIC_DNS';
    const ports = random.some(dynamic ? PORTS.filter(({protocol}) => DYNAMIC.has(protocol)) : PORTS, 1).slice(0, 3);
    const selected = resolution !== 'NONE' && resolution !== 'DYNAMIC_DNS' && random.chance(30);
    const app = `vm${n}`;
    // Which of several hosts gets an address depends on the order of a map of istiod.
    const several =
      !dynamic && random.chance(25) && ports.every(({protocol}) => protocol !== 'TCP' && protocol !== 'MONGO');
    const spec = {
      hosts: several ? [full, `b${n}.m${index}.example`] : [full],
      ports: ports.map(({targetPort, name, number, protocol}) => ({
        name,
        number,
        protocol,
        ...(targetPort && {targetPort}),
      })),
      resolution,
      location: resolution === 'DYNAMIC_DNS' ? 'MESH_EXTERNAL' : random.one('MESH_EXTERNAL', 'MESH_INTERNAL'),
      // Rules of other meshes would hold for it, see destinationRules.
      ...(dynamic ? {exportTo: [...namespaces, place.gatewayNamespace]} : ownMesh(place)),
      ...(!several &&
        resolution !== 'DYNAMIC_DNS' &&
        random.chance(40) && {addresses: addresses(random, index, n, resolution)}),
      ...(selected && {workloadSelector: {labels: {app}}}),
      ...(!selected &&
        (resolution === 'STATIC' || (resolution.startsWith('DNS') && (full.startsWith('*') || random.chance(50)))) && {
          endpoints: endpoints(random, ports, resolution, index, n),
        }),
      ...(random.chance(20) && {
        subjectAltNames: [`spiffe://cluster.local/ns/${namespace}/sa/x`, 'alt.example'].slice(random.below(2)),
      }),
    };
    if (selected) objects.push(...workloadEntries(random, namespace, app, resolution, index, n));
    hosts.push({name: full, namespace, full, ports, kubernetes: false, dynamic});
    objects.push({...object('networking', 'ServiceEntry', `se${n}`, namespace, spec)});
  }
  return {hosts, objects: [...objects, ...again(place, hosts)]};
}

/** Makes further entries for hosts that there are already: Services of Kubernetes, or those of other entries. */
function again({random, hosts: services, namespaces, index}: Place, entries: readonly Host[]): KubeObject[] {
  if (!random.chance(25)) return [];
  const host = random.one(...services, ...entries.filter(({full, dynamic}) => !dynamic && !full.startsWith('*')));
  const spec = {
    hosts: [host.full],
    ports: [{name: 'http-more', number: random.one(80, 8088), protocol: 'HTTP'}],
    resolution: 'STATIC',
    location: random.one('MESH_EXTERNAL', 'MESH_INTERNAL'),
    exportTo: [...namespaces],
    endpoints: [{address: `10.60.${index}.1`}],
  };
  return [object('networking', 'ServiceEntry', 'again', random.one(...namespaces), spec)];
}

function host(random: Random, index: number, n: number, resolution: string): string {
  const wildcard =
    resolution === 'DYNAMIC_DNS' || ((resolution === 'NONE' || resolution === 'STATIC') && random.chance(30));
  return wildcard ? `*.w${n}.m${index}.example` : `a${n}.m${index}.example`;
}

/** One: of several, which one a virtual host has depends on the order of a map of istiod. */
function addresses(random: Random, index: number, n: number, resolution: string): string[] {
  const block = resolution === 'NONE' && random.chance(50);
  return [block ? `10.200.${index}.${n * 16}/28` : `240.1.${index}.${n + 1}`];
}

function address(random: Random, resolution: string, index: number, n: number): string {
  if (resolution.startsWith('DNS')) return random.one(`e${n}.example`, `f${n}.example`, `10.50.${index}.${n + 1}`);
  return `10.50.${index}.${n + 1}`;
}

function workload(random: Random, at: string): Record<string, unknown> {
  return {
    address: at,
    ...random.fields(30, {
      labels: {
        app: 'vm',
        version: random.one('v1', 'v2'),
        'security.istio.io/tlsMode': random.one('istio', 'disabled'),
      },
      locality: random.one('eu-1/eu-1a', 'us-1/us-1a/rack', 'eu-1'),
      weight: random.below(100),
      network: 'net-1',
      serviceAccount: 'vm',
    }),
  };
}

function endpoints(random: Random, ports: readonly Port[], resolution: string, index: number, n: number): object[] {
  const single = resolution === 'DNS_ROUND_ROBIN' ? 1 : 1 + random.below(3);
  return Array.from({length: single}, (_, i) => ({
    ...workload(random, address(random, resolution, index, n * 8 + i)),
    ...(random.chance(30) && ports[0] && {ports: {[ports[0].name]: 1234}}),
  }));
}

function workloadEntries(
  random: Random,
  namespace: string,
  app: string,
  resolution: string,
  index: number,
  n: number,
): KubeObject[] {
  const count = resolution === 'DNS_ROUND_ROBIN' ? 1 : random.below(3);
  return Array.from({length: count}, (_, i) => {
    const one = workload(random, address(random, resolution, index, 100 + n * 8 + i));
    const labels = {...(one['labels'] as object | undefined), app};
    const ports = random.fields(20, {ports: {http: 8088, tcp: 9009}});
    return object('networking', 'WorkloadEntry', `${app}-${i}`, namespace, {...one, ...ports, labels});
  });
}
