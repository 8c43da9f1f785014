// SPDX-License-Identifier: Apache-2.0

import type {TcpRoute, TlsRoute} from '../../../api/istio-types.js';
import {hostWithin} from '../../index/hosts/hosts.js';
import {goQuote} from '../../model/go-format.js';
import {isAddress, subnet} from '../checks/address.js';
import {wildcardDomainProblem} from '../checks/domain.js';
import {gatewayNames} from '../checks/gateway-names.js';
import {labels} from '../checks/labels.js';
import {port} from '../checks/port.js';
import {error, type Problems, warning} from '../problem.js';
import {weightedDestinations} from './destination.js';
import {sniDomainProblem} from './sni-domain.js';

interface TlsContext {
  hosts: readonly string[];
  forGateways: boolean;
}

type TlsMatch = NonNullable<TlsRoute['match']>[number];
type TcpMatch = NonNullable<TcpRoute['match']>[number];

export function* tlsRoute({match = [], route = []}: Partial<TlsRoute>, context: TlsContext): Problems {
  if (match.length === 0) yield error('TLS route must have at least one match condition');
  for (const condition of match) yield* tlsMatch(condition, context);
  if (route.length === 0) yield error('TLS route is required');
  yield* weightedDestinations(route);
}

function* tlsMatch(match: Partial<TlsMatch>, {hosts, forGateways}: TlsContext): Problems {
  const {sniHosts = []} = match;
  if (sniHosts.length === 0) yield error('TLS match must have at least one SNI host');
  for (const host of sniHosts) {
    if (isAddress(host)) {
      yield warning(
        `using an IP address (${goQuote(host)}) goes against SNI spec and most clients do not support this`,
      );
      continue;
    }
    const cluster = forGateways && host.startsWith('outbound_');
    const problem = cluster ? sniDomainProblem(host) : wildcardDomainProblem(host);
    if (problem !== undefined) yield error(problem);
    else if (!hosts.some((whole) => hostWithin(host, whole))) {
      const all = `[${hosts.join(', ')}]`;
      yield error(`SNI host ${goQuote(host)} is not a compatible subset of any of the virtual service hosts: ${all}`);
    }
  }
  yield* streamMatch(match);
}

export function* tcpRoute({match = [], route = []}: TcpRoute): Problems {
  for (const condition of match) yield* streamMatch(condition);
  if (route.length === 0) yield error('TCP route is required');
  yield* weightedDestinations(route);
}

function* streamMatch(match: Partial<TlsMatch> | TcpMatch): Problems {
  for (const block of match.destinationSubnets ?? []) yield* subnet(block);
  if (match.port) yield* port(match.port);
  yield* labels(match.sourceLabels);
  yield* gatewayNames(match.gateways);
}
