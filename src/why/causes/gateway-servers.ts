// SPDX-License-Identifier: Apache-2.0
import {hostWithin} from '../../analysis/index/hosts/hosts.js';
import {parts} from '../../describe/objects.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {textList} from '../facts/hosts.js';
import {field} from '../facts/http-match.js';
import {kindAndName, namespaceOf, newestFirst} from '../facts/objects.js';
import {changeOf} from '../facts/owner.js';
import {portNumber, type Scene} from '../facts/scene.js';
import {exactness, gatewayNames, gatewaysOf, isAttached, loggedRequest, rulesOf} from '../facts/virtual-services.js';
import {holds, type Judgement} from './cause.js';

/** The servers of Istio's Gateways on the port where the request came in, those for its host first. */
export function serversHere(scene: Scene): GatewayServer[] {
  const port = portNumber(scene.entry.downstreamLocal);
  return gatewaysOf(scene)
    .flatMap((gateway) => serversOf(gateway, scene.host))
    .filter(({port: own}) => own === port || GATEWAY_PORTS.get(own) === port)
    .toSorted((a, b) => Number(b.isForHost) - Number(a.isForHost));
}

/** A server of a Gateway. */
export interface GatewayServer {
  gateway: KubeObject;
  index: number;
  hosts: string[];
  port: number;
  /** Whether it takes the host that was asked for. */
  isForHost: boolean;
}

function serversOf(gateway: KubeObject, host: string): GatewayServer[] {
  return parts(gateway['spec'], 'servers').map((server, index) => {
    const hosts = textList(server, 'hosts').map((each) => each.replace(/^[^/]*\//, ''));
    const port = Number(field(server['port'], 'number'));
    return {gateway, index, hosts, port, isForHost: hosts.some((each) => hostWithin(host, each))};
  });
}

/** Where Istio's own gateways lead the ports of their Service to. */
const GATEWAY_PORTS: ReadonlyMap<number, number> = new Map([
  [80, 8080],
  [443, 8443],
]);

/**
 * What keeps a request from the VirtualServices that are for the gateway: servers of its Gateways without the host, or on
 * another port, or a host that is spelt otherwise in the VirtualService that would take the path.
 */
export function gatewayMismatch(scene: Scene, attached: readonly KubeObject[]): Judgement {
  const named = new Set(attached.flatMap(gatewayNames));
  const mine = gatewaysOf(scene).filter((gateway) => named.has(nameOf(gateway)));
  const here = serversHere(scene).filter(({gateway}) => mine.includes(gateway));
  if (here.some(({isForHost}) => isForHost)) return otherHost(scene, attached);
  const [server] = here;
  if (!server) return otherPort(scene, mine);
  const hosts = server.hosts.join(', ');
  return holds(
    `${kindAndName(server.gateway)} only takes ${hosts}, not the host ${scene.host} of ${attached.map(kindAndName).join(', ')}`,
    [`spec.servers[${server.index}].hosts of ${kindAndName(server.gateway)} is ${hosts}`],
    `add ${scene.host} to spec.servers[${server.index}].hosts of ${kindAndName(server.gateway)}`,
    [changeOf(server.gateway, `spec.servers[${server.index}].hosts`)],
  );
}

const nameOf = (gateway: KubeObject): string => `${namespaceOf(gateway)}/${gateway.metadata.name}`;

/** The Gateways have the host on another port only. */
function otherPort(scene: Scene, gateways: readonly KubeObject[]): Judgement {
  const port = portNumber(scene.entry.downstreamLocal);
  const server = gateways.flatMap((gateway) => serversOf(gateway, scene.host)).find(({isForHost}) => isForHost);
  if (!server || port === 0) return undefined;
  return holds(
    `${kindAndName(server.gateway)} has the host ${scene.host} on port ${server.port} only, and the request came to port ${port}`,
    [`spec.servers[${server.index}].port.number of ${kindAndName(server.gateway)} is ${server.port}`],
    `set the port number ${port} in ${kindAndName(server.gateway)}, or ask port ${server.port}`,
    [changeOf(server.gateway, `spec.servers[${server.index}].port.number`)],
  );
}

/**
 * Where only a VirtualService for all hosts is asked, another that is for the gateway may be meant: it would take the path
 * and has another host, although its Gateway takes the one that was asked for.
 */
function otherHost(scene: Scene, attached: readonly KubeObject[]): Judgement {
  const EXACT = 1000;
  if (attached.some((each) => exactness(each, scene) >= EXACT)) return undefined;
  const request = loggedRequest(scene);
  const takes = (each: KubeObject) => rulesOf(each, request).some(({fits}) => fits === 'yes');
  if (attached.some(takes)) return undefined;
  const here = serversHere(scene).filter(({isForHost, hosts}) => isForHost && !hosts.includes('*'));
  const names = new Set(here.map(({gateway}) => nameOf(gateway)));
  const meant = newestFirst(scene.facts.objects.all('VirtualService')).find(
    (each) => isAttached(each, scene) && gatewayNames(each).some((name) => names.has(name)) && takes(each),
  );
  if (!meant) return undefined;
  const hosts = textList(meant['spec'], 'hosts').join(', ');
  return holds(
    `${kindAndName(meant)} would take ${request.path}, but has the hosts ${hosts}, not ${scene.host}`,
    [`spec.hosts of ${kindAndName(meant)} is ${hosts}`, `its Gateway takes ${scene.host}`],
    `add ${scene.host} to spec.hosts of ${kindAndName(meant)}`,
    [changeOf(meant, 'spec.hosts')],
  );
}

/** How many letters two names differ by; many where they have nothing in common. */
export function distance(a: string, b: string): number {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(
        (next[j - 1] ?? 0) + 1,
        (row[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
