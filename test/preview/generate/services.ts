// SPDX-License-Identifier: Apache-2.0
import {type Host, type KubeObject, ownMesh, type Place, type Port} from './place.js';
import type {Random} from './random.js';

const PORTS: readonly Port[] = [
  {name: 'http', number: 80, targetPort: 8080},
  {name: 'http-admin', number: 8080, targetPort: 8080},
  {name: 'grpc', number: 9090, targetPort: 9090},
  {name: 'http2-x', number: 9080, targetPort: 9080},
  {name: 'tcp', number: 9000, targetPort: 9000},
  {name: 'web', number: 7000, targetPort: 7000},
  {name: 'tls', number: 8443, targetPort: 8443},
  {name: 'https', number: 443, targetPort: 8443},
  {name: 'mongo', number: 27017, targetPort: 27017},
  {name: 'mysql', number: 3306, targetPort: 3306},
  {name: 'redis', number: 6379, targetPort: 6379},
  {name: 'grpc-web', number: 9091, targetPort: 9091},
];

const VERSIONS = ['v1', 'v2', 'v3'];

/** Addresses within one mesh. */
export interface Addresses {
  pod(): string;
  service(): string;
}

export interface GeneratedService {
  host: Host;
  objects: KubeObject[];
}

/** Makes a Service of Kubernetes with its Pods; the first Pod asks for its configuration. */
export function service(
  place: Pick<Place, 'random' | 'namespaces' | 'gatewayNamespace'>,
  name: string,
  namespace: string,
  addresses: Addresses,
): GeneratedService {
  const {random} = place;
  const annotations = {'networking.istio.io/exportTo': random.chance(8) ? '.' : ownMesh(place).exportTo.join()};
  const ports = random.some(PORTS, 1).slice(0, 4);
  const host = {name, namespace, full: `${name}.${namespace}.svc.cluster.local`, ports, kubernetes: true};
  if (random.chance(8)) {
    const spec = {
      type: 'ExternalName',
      externalName: random.one('ext.example', '10.3.3.3', 'other.example.'),
      ports: servicePorts(random, ports),
    };
    return {host, objects: [{apiVersion: 'v1', kind: 'Service', metadata: {name, namespace, annotations}, spec}]};
  }
  const versions = random.some(VERSIONS, 1);
  const pods = versions.map((version) => pod(random, {name, namespace, version, address: addresses.pod(), ports}));
  const labels = random.chance(70) ? {app: name} : {app: name, version: random.one(...versions)};
  const headless = random.chance(15);
  const spec = {
    clusterIP: headless ? 'None' : addresses.service(),
    ports: servicePorts(random, ports),
    selector: labels,
    ...random.fields(12, {
      trafficDistribution: random.one('PreferClose', 'PreferSameNode', 'PreferSameZone'),
      internalTrafficPolicy: 'Local',
      publishNotReadyAddresses: true,
      sessionAffinity: 'ClientIP',
      externalIPs: ['198.51.100.7'],
    }),
  };
  const chosen = pods.filter((one) => !('version' in labels) || one.version === labels.version);
  return {
    host,
    objects: [
      {apiVersion: 'v1', kind: 'Service', metadata: {name, namespace, labels: {app: name}, annotations}, spec},
      ...pods.map(({object}) => object),
      slice(name, namespace, ports, chosen),
    ],
  };
}

function servicePorts(random: Random, ports: readonly Port[]): object[] {
  return ports.map(({name, number, targetPort}) => ({
    name,
    port: number,
    targetPort,
    protocol: 'TCP',
    ...(random.chance(8) && {
      appProtocol: random.one('http', 'grpc', 'tcp', 'kubernetes.io/h2c', 'https', 'mongo', 'odd'),
    }),
  }));
}

interface GeneratedPod {
  name: string;
  version: string;
  address: string;
  node: number;
  ready: boolean;
  object: KubeObject;
}

interface PodOptions {
  name: string;
  namespace: string;
  version: string;
  address: string;
  ports: readonly Port[];
}

function pod(random: Random, {name: app, namespace, version, address, ports}: PodOptions): GeneratedPod {
  const name = `${app}-${version}`;
  const node = random.below(3);
  const ready = random.chance(90);
  const annotations = {
    ...(random.chance(15) && {'differential/proxy': 'sidecar'}),
    ...(random.chance(6) && {'sidecar.istio.io/interceptionMode': random.one('TPROXY', 'NONE', 'REDIRECT')}),
  };
  const labels = {
    app,
    version,
    ...(random.chance(60) && {'security.istio.io/tlsMode': 'istio'}),
    ...random.fields(15, {
      'service.istio.io/canonical-name': 'canon',
      'service.istio.io/canonical-revision': 'r1',
      'app.kubernetes.io/name': 'k8s',
      'topology.istio.io/subzone': 'rack',
    }),
  };
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name, namespace, labels, annotations},
    spec: {
      serviceAccountName: random.one('default', app),
      nodeName: `node-${node}`,
      containers: [{name: 'app', image: 'app', ports: ports.map(({targetPort}) => ({containerPort: targetPort}))}],
    },
    status: status(address, ready),
  };
  return {name, version, address, node, ready, object};
}

/** Returns the state of a running Pod. */
export function status(address: string, ready = true): object {
  return {
    phase: 'Running',
    podIP: address,
    podIPs: [{ip: address}],
    conditions: [{type: 'Ready', status: ready ? 'True' : 'False'}],
  };
}

/** Returns the EndpointSlice of a Service. */
export function slice(
  name: string,
  namespace: string,
  ports: readonly Port[],
  pods: readonly Omit<GeneratedPod, 'object'>[],
): KubeObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {name: `${name}-1`, namespace, labels: {'kubernetes.io/service-name': name}},
    addressType: 'IPv4',
    ports: ports.map((port) => ({name: port.name, port: port.targetPort, protocol: 'TCP'})),
    endpoints: pods.map((one) => ({
      addresses: [one.address],
      conditions: {ready: one.ready, serving: one.ready, terminating: false},
      nodeName: `node-${one.node}`,
      targetRef: {kind: 'Pod', name: one.name, namespace},
    })),
  };
}
