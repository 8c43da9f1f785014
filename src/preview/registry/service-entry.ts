// SPDX-License-Identifier: Apache-2.0
import {isIP} from 'node:net';
import type {IstioSpecs} from '../../api/istio-types.js';
import type {MeshObject} from '../model/object.js';
import type {Resolution, Service} from '../model/service.js';
import {protocolNamed} from './protocol.js';
import {trafficDistribution} from './traffic-distribution.js';

const UNSPECIFIED = '0.0.0.0';

export type ServiceEntry = MeshObject<IstioSpecs['ServiceEntry']>;

/** How istiod takes each `resolution`; NONE where none is given. */
const RESOLUTIONS: Readonly<Record<string, Resolution>> = {
  NONE: 'Passthrough',
  STATIC: 'ClientSideLB',
  DNS: 'DNSLB',
  DNS_ROUND_ROBIN: 'DNSRoundRobinLB',
  DYNAMIC_DNS: 'DynamicDNS',
};

/** Returns the services of a ServiceEntry: one for each host and address (istio.io, "Service Entry"). */
export function serviceEntryServices(
  entry: ServiceEntry,
  namespaceAnnotations: Readonly<Record<string, string>>,
): Service[] {
  const {spec, namespace, labels, annotations, age, origin} = entry;
  const resolution = RESOLUTIONS[spec.resolution ?? 'NONE'] ?? 'Passthrough';
  const passthrough = resolution === 'Passthrough' ? targetPorts(spec.ports ?? []) : undefined;
  const shared = {
    objectName: entry.name,
    namespace,
    registry: 'External' as const,
    ports: (spec.ports ?? []).map(({name = '', number = 0, protocol = ''}) => ({
      name,
      port: number,
      protocol: protocolNamed(protocol),
    })),
    resolution,
    meshExternal: (spec.location ?? 'MESH_EXTERNAL') === 'MESH_EXTERNAL',
    headless: false,
    exportTo: spec.exportTo ?? [],
    selector: spec.workloadSelector?.labels ?? {},
    labels,
    annotations,
    age,
    ...(origin && {origin}),
    trafficDistribution: trafficDistribution(undefined, annotations, namespaceAnnotations),
    ...(passthrough && {passthroughPorts: passthrough}),
    aliases: [],
    serviceAccounts: spec.subjectAltNames ?? [],
  };
  const addresses = addressesOf(spec.addresses ?? []);
  return (spec.hosts ?? []).flatMap((host) =>
    addresses.map((address): Service => ({hostname: host, name: host, addresses: [address], ...shared})),
  );
}

/** A block of one address is that address; what is neither address nor block counts for nothing. */
function addressesOf(written: readonly string[]): string[] {
  if (written.length === 0) return [UNSPECIFIED];
  return written.flatMap((address) => {
    if (isIP(address)) return address;
    const [host = '', bits] = address.split('/');
    const family = isIP(host);
    if (family === 0 || bits === undefined) return [];
    return Number(bits) === (family === 4 ? 32 : 128) ? host : address;
  });
}

function targetPorts(ports: NonNullable<ServiceEntry['spec']['ports']>): Readonly<Record<number, number>> {
  return Object.fromEntries(ports.flatMap(({number = 0, targetPort}) => (targetPort ? [[number, targetPort]] : [])));
}
