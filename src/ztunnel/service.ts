// SPDX-License-Identifier: Apache-2.0
import {compare} from '../envoy/cluster.js';
import {isMessage} from '../envoy/dump/message.js';
import {sameText} from '../envoy/endpoint.js';
import {pdqSort} from '../envoy/pdq-sort.js';
import {ExitCode, IstioctlError} from '../errors.js';
import {type Codec, list, map, number, omitEmpty, pointer, struct, type TypeOf, text, truth} from './codec.js';
import {gatewayAddressCodec, type Workload} from './workload.js';

const cidrObject = struct({cidr: text, network: text});

/** `network/cidr`, which newer dumps have as an object. */
const cidrCodec: Codec<string> = {
  print: (value) => value,
  read: (value, path) => {
    if (isMessage(value)) {
      const {network, cidr} = cidrObject.read(value, path);
      return `${network}/${cidr}`;
    }
    const joined = text.read(value, path);
    if (joined.includes('/')) return joined;
    throw new IstioctlError(
      `error unmarshalling config dump response from ztunnel: ${path}: invalid cidrVip ${JSON.stringify(joined)}`,
      {exitCode: ExitCode.UnreadableInput},
    );
  },
};

export const serviceCodec = struct({
  name: text,
  namespace: text,
  hostname: text,
  vips: list(text),
  cidrVips: omitEmpty(list(cidrCodec)),
  ports: map(number),
  loadBalancer: pointer(struct({mode: text, routingPreferences: list(text), healthPolicy: text})),
  waypoint: pointer(gatewayAddressCodec),
  endpoints: map(struct({workloadUid: text, service: text, address: omitEmpty(text), port: map(number)})),
  subjectAltNames: omitEmpty(list(text)),
  ipFamilies: text,
  canonical: omitEmpty(truth),
});

export type Service = TypeOf<typeof serviceCodec>;

/** Those of a namespace, if one is given, by namespace, name and hostname. */
export function selectServices(services: readonly Service[] | null, namespace: string | undefined): Service[] {
  return pdqSort(
    (services ?? []).filter((service) => sameText(namespace, service.namespace)),
    (a, b) => (compare(a.namespace, b.namespace) || compare(a.name, b.name) || compare(a.hostname, b.hostname)) < 0,
  );
}

/** An address without the network before it. */
export function bareAddress(vip: string): string {
  return vip.slice(vip.indexOf('/') + 1);
}

/** What a waypoint is called: `None` without one, `NA` where no service is at its destination. */
export function waypointName(waypoint: Workload['waypoint'], services: readonly Service[] | null): string {
  if (!waypoint) return 'None';
  const {destination} = waypoint;
  const service = services?.find(
    ({namespace, hostname, vips}) => `${namespace}/${hostname}` === destination || (vips ?? []).includes(destination),
  );
  return service?.name ?? 'NA';
}

/** `healthy/all` endpoints. */
export function endpointCount(service: Service, workloads: readonly Workload[] | null): string {
  const healthy = new Set((workloads ?? []).filter(({status}) => status === 'Healthy').map(({uid}) => uid));
  const endpoints = [...(service.endpoints?.values() ?? [])];
  return `${endpoints.filter(({workloadUid}) => healthy.has(workloadUid)).length}/${endpoints.length}`;
}
