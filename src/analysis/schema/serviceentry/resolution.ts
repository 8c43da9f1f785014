// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../../model/go-format.js';
import type {Specs} from '../../model/resource.js';
import {isAddress, UNIX} from '../checks/address.js';
import {fqdnProblem} from '../checks/domain.js';
import {labels} from '../checks/labels.js';
import {isTcp, port, portName} from '../checks/port.js';
import {type Config, error, type Problems, warning} from '../problem.js';
import {workload} from '../workload/workload-entry.js';

type Spec = Specs['ServiceEntry'];
type Endpoint = NonNullable<Spec['endpoints']>[number];

/** What each way of finding endpoints asks for. */
export function* resolution(config: Config<'ServiceEntry'>): Problems {
  const {spec} = config;
  const mode: string | number = spec.resolution ?? 'NONE';
  switch (mode) {
    case 'NONE':
      if (spec.endpoints?.length) yield error('no endpoints should be provided for resolution type none');
      if (spec.workloadSelector) yield warning('workloadSelector should not be set when resolution mode is NONE');
      return;
    case 'STATIC':
      yield* fixed(spec);
      return;
    case 'DNS':
    case 'DNS_ROUND_ROBIN':
      yield* byName(spec, mode);
      return;
    case 'DYNAMIC_DNS':
      yield* dynamic(config);
      return;
    default:
      yield error(`unsupported resolution type ${mode}`);
  }
}

function* fixed({endpoints = [], ports = []}: Spec): Problems {
  for (const endpoint of endpoints) {
    yield* workload(endpoint, {names: false});
    yield* endpointPorts(endpoint, ports);
    if (endpoint.address?.startsWith(UNIX) && ports.length !== 1) {
      yield error('exactly 1 service port required for unix endpoints');
    }
  }
}

function* endpointPorts(endpoint: Endpoint, ports: NonNullable<Spec['ports']>): Problems {
  for (const [name, number] of Object.entries(endpoint.ports ?? {})) {
    if (!ports.some((known) => known.name === name))
      yield error(`endpoint port ${number} is not defined by the service entry`);
  }
}

function* byName(spec: Spec, mode: string): Problems {
  const {hosts = [], endpoints = [], ports = [], addresses = []} = spec;
  if (endpoints.length === 0) {
    const problem = hosts.map(fqdnProblem).find((found) => found !== undefined);
    if (problem !== undefined) {
      const must = 'hosts must be FQDN or contain only prefix wildcards if no endpoints are provided';
      yield error(`${must} for resolution mode DNS, ${problem}`);
    }
  }
  if (mode === 'DNS_ROUND_ROBIN' && endpoints.length > 1) {
    yield error('there must only be 0 or 1 endpoint for resolution mode DNS_ROUND_ROBIN');
  }
  for (const endpoint of endpoints) {
    const address = endpoint.address ?? '';
    if (!isAddress(address) && fqdnProblem(address) !== undefined) {
      yield error(`endpoint address ${goQuote(address)} is not a valid FQDN or an IP address`);
    }
    yield* labels(endpoint.labels);
    yield* endpointPorts(endpoint, ports);
    for (const [name, number] of Object.entries(endpoint.ports ?? {})) {
      yield* portName(name);
      yield* port(number);
    }
  }
  if (addresses.length > 0 && hosts.length > 1 && ports.some(({protocol = ''}) => isTcp(protocol))) {
    yield warning('service entry can not have more than one host specified simultaneously with address and tcp port');
  }
}

const DYNAMIC_PROTOCOLS = new Set(['http', 'tls', 'grpc', 'http2']);
const MODE = 'resolution type DYNAMIC_DNS';

/** The texts lack blanks where the reference's do. */
function* dynamic({spec, labels: own}: Config<'ServiceEntry'>): Problems {
  const {hosts = [], addresses = [], endpoints = [], ports = []} = spec;
  if (hosts.length === 0) yield error(`at least one wildcard host must be provided for ${MODE}`);
  for (const host of hosts) {
    if (!host.startsWith('*')) yield error('host must be wildcarded for resolution mode DYNAMIC_DNS');
  }
  if (addresses.length > 0) {
    yield error(
      `addresses cannot be set for ${MODE}. HTTP route domains will only be generatedfrom the hosts field values`,
    );
  }
  if (endpoints.length > 0) {
    yield error(`endpoints cannot be set for ${MODE}. Destination IP address determined from hostsfield values`);
  }
  for (const {protocol = ''} of ports) {
    if (!DYNAMIC_PROTOCOLS.has(protocol.toLowerCase())) {
      yield error(`only HTTP, TLS, GRPC, and HTTP2 protocols are supported for ${MODE}`);
    }
  }
  if (typeof spec.location === 'number') yield error(`location must be MESH_EXTERNAL or MESH_INTERNAL for ${MODE}`);
  const waypoint = own['istio.io/use-waypoint'] ?? '';
  if (spec.location === 'MESH_INTERNAL' && waypoint !== '' && waypoint !== 'none') {
    yield error(`location MESH_INTERNAL with ${MODE} is not supported when using waypoints`);
  }
}
