// SPDX-License-Identifier: Apache-2.0
import {hostWithin} from '../../analysis/index/hosts/hosts.js';
import {selects, texts} from '../../describe/objects.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {isExported, textList} from '../facts/hosts.js';
import {kindAndName, namespaceOf} from '../facts/objects.js';
import {changeOf} from '../facts/owner.js';
import {portNumber, type Scene} from '../facts/scene.js';
import {
  countingVirtualServices,
  exactness,
  gatewayNames,
  gatewaysOf,
  isAttached,
  loggedRequest,
  rulesOf,
  virtualServicesForHost,
} from '../facts/virtual-services.js';
import {type Cause, holds, type Judgement, not} from './cause.js';
import {distance, gatewayMismatch, serversHere} from './gateway-servers.js';

/** Whether no route took the request. */
export function isNotRouted({entry}: Scene): boolean {
  return (
    entry.detail === 'route_not_found' || (entry.flags.includes('NR') && entry.detail !== 'filter_chain_not_found')
  );
}

export const VIRTUAL_SERVICE_NOT_ATTACHED: Cause = {
  id: 'virtual-service-not-attached',
  title: 'the VirtualService with the host is not for this gateway',
  doc: `A VirtualService is for the gateways that \`gateways\` names, and without it for the sidecars of the mesh only. A name without
a slash is a Gateway in the namespace of the VirtualService.`,
  needs: ['objects'],
  judge(scene) {
    if (!isNotRouted(scene) || scene.side !== 'gateway') return undefined;
    const all = virtualServicesForHost(scene);
    const [first] = all;
    if (!first) return not(`no VirtualService has the host ${scene.host}`);
    const candidates = all.filter((each) => exactness(each, scene) === exactness(first, scene));
    if (candidates.some((each) => isAttached(each, scene)))
      return not(`a VirtualService with host ${scene.host} is for this gateway`);
    const request = loggedRequest(scene);
    // Where another with a star in its host is for the gateway, it may be that which lacks the rule.
    const isWilling = candidates.some((each) => rulesOf(each, request).some(({fits}) => fits !== 'no'));
    if (!isWilling && all.some((each) => isAttached(each, scene)))
      return not(`${kindAndName(first)} would not take the path either`);
    const hidden = candidates.find((each) => !isExported(each, scene.namespace));
    if (hidden && gatewayNames(hidden).some((name) => name !== 'mesh')) {
      return holds(
        `${kindAndName(hidden)} has the host ${scene.host}, but is not exported to namespace ${scene.namespace} of the gateway`,
        [`spec.exportTo of ${kindAndName(hidden)} does not have ${scene.namespace}`],
        `add ${scene.namespace} to exportTo of ${kindAndName(hidden)}`,
        [changeOf(hidden, 'spec.exportTo')],
      );
    }
    return notAttached(scene, first);
  },
};

function notAttached(scene: Scene, first: KubeObject): Judgement {
  const {facts} = scene;
  const server = serversHere(scene).find(({isForHost}) => isForHost);
  const own = server ? `${namespaceOf(server.gateway)}/${server.gateway.metadata.name}` : 'the gateway';
  const named = textList(first['spec'], 'gateways');
  const missing = gatewayNames(first).filter((name) => {
    const [home = '', gateway = ''] = name.split('/');
    return name !== 'mesh' && facts.objects.find('Gateway', home, gateway) === undefined;
  });
  const unused = strayGateway(scene, first);
  if (unused) return strayFinding(unused, first);
  const why =
    named.length === 0
      ? 'names no gateways, so it is for the mesh only'
      : missing.length > 0
        ? `names in its gateways ${missing.join(', ')}, which does not exist`
        : `is for ${named.join(', ')} (gateways), not for ${own}`;
  return holds(
    `${kindAndName(first)} has the host ${scene.host}, but ${why}`,
    [
      `spec.gateways of ${kindAndName(first)} is ${named.join(', ') || 'empty'}`,
      server && `${kindAndName(server.gateway)} has a server for ${server.hosts.join(', ')} on this port`,
    ],
    server
      ? `set gateways: [${own}] in ${kindAndName(first)}`
      : `name the gateway in gateways of ${kindAndName(first)}`,
    [changeOf(first, 'spec.gateways')],
  );
}

/** A Gateway that a VirtualService names and whose selector takes no pod at all. */
function strayGateway({facts}: Scene, virtualService: KubeObject): KubeObject | undefined {
  const named = gatewayNames(virtualService).flatMap((name) => {
    const [home = '', gateway = ''] = name.split('/');
    return facts.objects.find('Gateway', home, gateway) ?? [];
  });
  return named.find((gateway) => {
    const selector = texts(gateway['spec'], 'selector');
    return !facts.objects.all('Pod').some((pod) => selects(selector, pod.metadata.labels ?? {}));
  });
}

function strayFinding(gateway: KubeObject, virtualService: KubeObject): Judgement {
  const selector = Object.entries(texts(gateway['spec'], 'selector')).map(([key, value]) => `${key}: ${value}`);
  return holds(
    `${kindAndName(virtualService)} is for ${kindAndName(gateway)}, whose selector (${selector.join(', ')}) takes no pod`,
    [`spec.selector of ${kindAndName(gateway)} is ${selector.join(', ')}`],
    `set the selector of ${kindAndName(gateway)} to labels of the gateway's pods`,
    [changeOf(gateway, 'spec.selector')],
  );
}

export const NO_RULE_MATCHES: Cause = {
  id: 'no-rule-matches',
  title: 'no rule of the VirtualService matches the request',
  doc: `A VirtualService whose rules all have a match takes only what they match; everything else gets 404 with NR.`,
  needs: ['objects'],
  judge(scene) {
    if (!isNotRouted(scene)) return undefined;
    const attached = countingVirtualServices(scene);
    if (attached.length === 0) return not(`no VirtualService for ${scene.host} is for this proxy`);
    const hostless = scene.side === 'gateway' ? gatewayMismatch(scene, attached) : undefined;
    if (hostless) return hostless;
    const request = loggedRequest(scene);
    const rules = attached.flatMap((each) => rulesOf(each, request));
    const fitting = rules.find(({fits}) => fits === 'yes');
    if (fitting)
      return not(`rule ${fitting.index} of ${kindAndName(fitting.object)} matches ${request.method} ${request.path}`);
    const ignored = ignoredTwin(scene, attached);
    if (ignored) return ignored;
    const [first] = rules;
    if (!first) return not(`${attached.map(kindAndName).join(', ')} has no HTTP rule`);
    return holds(
      `no rule of ${kindAndName(first.object)} matches ${request.method} ${request.path}`,
      rules.slice(0, 5).map(({index, why, object}) => `spec.http[${index}] of ${kindAndName(object)}: ${why}`),
      `add the path to a match of ${kindAndName(first.object)}, or a rule without match at its end`,
      [changeOf(first.object, `spec.http[${first.index}].match`)],
    );
  },
};

/** A newer VirtualService with the same host that would take the request, and that sidecars pass over. */
function ignoredTwin(scene: Scene, counting: readonly KubeObject[]): Judgement {
  const [older] = counting;
  if (scene.side === 'gateway' || !older) return undefined;
  const twin = virtualServicesForHost(scene).find(
    (each) =>
      each !== older &&
      isAttached(each, scene) &&
      exactness(each, scene) === exactness(older, scene) &&
      rulesOf(each, loggedRequest(scene)).some(({fits}) => fits === 'yes'),
  );
  if (!twin) return undefined;
  return holds(
    `${kindAndName(twin)} is ignored: ${kindAndName(older)} is older and has the same host, and sidecars take only one`,
    [`both have the host ${scene.host}`, `no rule of ${kindAndName(older)} matches the request`],
    `move the rules of ${kindAndName(twin)} into ${kindAndName(older)}`,
    [changeOf(twin, 'spec.hosts')],
  );
}

export const HOST_NOT_CONFIGURED: Cause = {
  id: 'host-not-configured',
  title: 'no VirtualService or route has the host',
  doc: `Gateways route by the Host header. Where no VirtualService or route has it, the answer is 404 with NR.`,
  needs: ['objects'],
  judge(scene) {
    if (!isNotRouted(scene) || scene.side !== 'gateway' || scene.host === '') return undefined;
    if (virtualServicesForHost(scene).length > 0) return not(`a VirtualService has the host ${scene.host}`);
    const {objects} = scene.facts;
    const all = objects
      .all('VirtualService')
      .flatMap((object) => textList(object['spec'], 'hosts').map((host, index) => ({object, host, index})));
    const names = gatewaysOf(scene).map((each) => `${namespaceOf(each)}/${each.metadata.name}`);
    const attached = all.filter(({object}) => gatewayNames(object).some((name) => names.includes(name)));
    const near = attached.toSorted((a, b) => distance(a.host, scene.host) - distance(b.host, scene.host))[0];
    if (near && distance(near.host, scene.host) <= 3) {
      return holds(
        `no VirtualService of the gateway has the host ${scene.host}; nearest: ${near.host} of ${kindAndName(near.object)}`,
        [`spec.hosts[${near.index}] of ${kindAndName(near.object)} is ${near.host}`],
        `correct the host in ${kindAndName(near.object)}, or ask for ${near.host}`,
        [changeOf(near.object, `spec.hosts[${near.index}]`)],
      );
    }
    const server = serversHere(scene).find(({isForHost}) => isForHost);
    if (!server) return not(`no Gateway of this port has the host ${scene.host}`);
    const path = loggedRequest(scene).path;
    const others = attached.filter(({object}) =>
      gatewayNames(object).includes(`${namespaceOf(server.gateway)}/${server.gateway.metadata.name}`),
    );
    const willing = others.find(({object}) =>
      rulesOf(object, {...loggedRequest(scene), path}).some(({fits}) => fits === 'yes'),
    );
    return holds(
      `no VirtualService of ${kindAndName(server.gateway)} has the host ${scene.host}`,
      [`hosts of its VirtualServices: ${others.map(({host}) => host).join(', ') || 'none'}`],
      `create a VirtualService with hosts [${scene.host}] for ${kindAndName(server.gateway)}, or add the host to one`,
      willing
        ? [changeOf(willing.object, 'spec.hosts')]
        : [
            {
              kind: 'VirtualService',
              namespace: namespaceOf(server.gateway),
              name: scene.host.replaceAll('.', '-'),
              field: 'spec.hosts',
            },
          ],
    );
  },
};

export const NO_FILTER_CHAIN_AT_GATEWAY: Cause = {
  id: 'gateway-has-no-chain',
  title: 'no server of the gateway takes the TLS handshake',
  doc: `A gateway chooses the server by the name in the TLS handshake (SNI). Without one for the name, or for plain text on a
port of TLS, it closes the connection: NR with filter_chain_not_found.`,
  needs: ['objects'],
  judge(scene) {
    const {entry} = scene;
    if (entry.detail !== 'filter_chain_not_found' || scene.side !== 'gateway') return undefined;
    const here = serversHere(scene);
    const [server] = here;
    if (!server) return not('no Gateway has a server on the port');
    if (entry.sni === '') {
      return holds(
        `port ${portNumber(entry.downstreamLocal)} of ${kindAndName(server.gateway)} wants TLS with a server name (SNI), and the client sent none`,
        [`${entry.place}: ${entry.detail}, no SNI`, `spec.servers[${server.index}].hosts: ${server.hosts.join(', ')}`],
        `ask with https:// and one of the names ${server.hosts.join(', ')}`,
        [changeOf(server.gateway, `spec.servers[${server.index}].hosts`)],
      );
    }
    if (here.some(({hosts}) => hosts.some((host) => hostWithin(entry.sni, host))))
      return not(`a Gateway has the host ${entry.sni}`);
    const near =
      here.toSorted(
        (a, b) =>
          Math.min(...a.hosts.map((host) => distance(host, entry.sni))) -
          Math.min(...b.hosts.map((host) => distance(host, entry.sni))),
      )[0] ?? server;
    return holds(
      `no Gateway of the port has the host ${entry.sni} (SNI); ${kindAndName(near.gateway)} has ${near.hosts.join(', ')}`,
      [`${entry.place}: ${entry.detail}, SNI ${entry.sni}`],
      `add ${entry.sni} to spec.servers[${near.index}].hosts of ${kindAndName(near.gateway)}`,
      [changeOf(near.gateway, `spec.servers[${near.index}].hosts`)],
    );
  },
};

/** What a pod is called that is a gateway of Gateway API. */
export function apiGateway({gateway, facts}: Scene): KubeObject | undefined {
  const name = gateway?.metadata.labels?.['gateway.networking.k8s.io/gateway-name'];
  return gateway && name !== undefined
    ? facts.objects.find('KubernetesGateway', namespaceOf(gateway), name)
    : undefined;
}
