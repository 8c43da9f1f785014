// SPDX-License-Identifier: Apache-2.0
import {hostWithin} from '../../analysis/index/hosts/hosts.js';
import {part, parts, selects, text, texts} from '../../describe/objects.js';
import {warmingListeners} from '../../envoy/dump/warming.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {textList} from '../facts/hosts.js';
import {
  isReady,
  kindAndName,
  namespaceOf,
  newestFirst,
  objectName,
  podsOfService,
  workloadsSelected,
} from '../facts/objects.js';
import {changeOf, ownerOf} from '../facts/owner.js';
import type {Scene} from '../facts/scene.js';
import {gatewayNames} from '../facts/virtual-services.js';
import {TOLD} from '../log/entry.js';
import {type Cause, holds, type Judgement, not} from './cause.js';

/** Whether the client could not connect at all, as somebody says who tried. */
function couldNotConnect({entry}: Scene): boolean {
  return (
    entry.format === 'text' &&
    entry.place === TOLD &&
    /refused|reset|timed? ?out|timeout|EOF|unreachable/i.test(entry.detail)
  );
}

interface Front {
  service: KubeObject;
  pods: KubeObject[];
  /** Port of the Service, and of the pods behind it. */
  port: number;
  target: number;
}

/** The Service that the client connected to, and the gateway's pods behind it. */
function frontOf({destination, facts, port}: Scene): Front | undefined {
  const service = destination?.service;
  if (!service) return undefined;
  const own = parts(service['spec'], 'ports').find((each) => Number(each['port']) === port);
  return {
    service,
    pods: podsOfService(facts.objects, service),
    port,
    target: Number(own?.['targetPort'] ?? own?.['port'] ?? 0),
  };
}

export const SERVICE_WITHOUT_PORT: Cause = {
  id: 'service-without-port',
  title: 'the Service has no such port, or no pod behind it',
  doc: `A connection to a port that the Service does not have, or to one without ready pods, is refused before any proxy sees it.`,
  needs: ['objects'],
  judge(scene) {
    if (!couldNotConnect(scene)) return undefined;
    const front = frontOf(scene);
    if (!front) return not('the Service of --to is not among the objects');
    const {service, pods, port, target} = front;
    const ports = parts(service['spec'], 'ports').map((each) => Number(each['port']));
    if (target === 0) {
      return holds(
        `Service ${objectName(service)} has no port ${port}, only ${ports.join(', ')}`,
        [`spec.ports of Service ${objectName(service)}: ${ports.join(', ')}`],
        `add port ${port} to Service ${objectName(service)}, or connect to another port`,
        [changeOf(service, 'spec.ports')],
      );
    }
    const ready = pods.filter(isReady);
    if (ready.length > 0) return not(`Service ${objectName(service)} has port ${port} and ${ready.length} ready pods`);
    const selector = texts(service['spec'], 'selector');
    const [workload] = workloadsSelected(scene.facts.objects, namespaceOf(service), selector);
    const [pod] = pods;
    const owner = pod ? {...ownerOf(scene.facts.objects, pod), field: 'spec.template.spec.containers'} : undefined;
    const change = owner ?? (workload ? changeOf(workload, 'spec.replicas') : changeOf(service, 'spec.selector'));
    return holds(
      `Service ${objectName(service)} has no ready pods`,
      [`pods of Service ${objectName(service)}: ${pods.length}, ready: 0`],
      `make the pods of ${change.kind} ${change.name} ready`,
      [change],
    );
  },
};

/** Servers of Istio's Gateways on the port of the Service or of the pods. */
function serversOn({facts}: Scene, {port, target}: Front): {gateway: KubeObject; server: unknown; index: number}[] {
  return newestFirst(facts.objects.all('Gateway')).flatMap((gateway) =>
    parts(gateway['spec'], 'servers').flatMap((server, index) =>
      [port, target].includes(Number(part(server, 'port')['number'])) ? [{gateway, server, index}] : [],
    ),
  );
}

/** Whether a Gateway is for one of the pods. */
function isForPods(gateway: KubeObject, pods: readonly KubeObject[]): boolean {
  const selector = texts(gateway['spec'], 'selector');
  return pods.some((pod) => selects(selector, pod.metadata.labels ?? {}));
}

const serverHosts = (server: unknown): string[] =>
  textList(server, 'hosts').map((host) => host.replace(/^[^/]*\//, ''));

/** The Gateways that are for the host of a request, the most exact first: by their hosts, or by a VirtualService's. */
function gatewaysForHost(
  {facts, host}: Scene,
  pods: readonly KubeObject[],
): {all: KubeObject[]; meant: KubeObject | undefined} {
  const {objects} = facts;
  const named = objects
    .all('VirtualService')
    .filter((each) => textList(each['spec'], 'hosts').some((own) => hostWithin(host, own)))
    .flatMap(gatewayNames);
  const rank = (gateway: KubeObject) => {
    const hosts = parts(gateway['spec'], 'servers').flatMap(serverHosts);
    if (hosts.includes(host)) return 0;
    if (named.includes(`${namespaceOf(gateway)}/${gateway.metadata.name}`)) return 1;
    return hosts.some((own) => own !== '*' && hostWithin(host, own)) ? 2 : 3;
  };
  const all = newestFirst(objects.all('Gateway')).toSorted((a, b) => rank(a) - rank(b));
  const found = all.filter((gateway) => rank(gateway) < 3 || isForPods(gateway, pods));
  const [first, second] = found;
  // Of several for any host none is the one that was meant.
  const isMeant = first !== undefined && (rank(first) < 3 || second === undefined);
  return {all: found, meant: isMeant ? first : undefined};
}

export const SECRET_MISSING: Cause = {
  id: 'gateway-secret-missing',
  title: 'the TLS secret of a Gateway does not come',
  doc: `A listener waits for its certificate: until the Secret that credentialName names is in the namespace of the gateway's pods,
and is one of type TLS, the port is closed.`,
  needs: ['objects'],
  judge(scene) {
    if (!couldNotConnect(scene)) return undefined;
    const front = frontOf(scene);
    if (!front) return not('the Service of --to is not among the objects');
    const waiting = scene.facts.dumps
      .flatMap(({dump}) => warmingListeners(dump))
      .filter(({ports}) => ports.includes(front.target));
    const secrets = waiting.flatMap(({secrets}) => secrets);
    if (secrets.length === 0) return not(`no dump shows a listener on ${front.target} that waits for a secret`);
    for (const {gateway, server, index} of serversOn(scene, front)) {
      const name = text(part(server, 'tls'), 'credentialName');
      if (
        name === '' ||
        !secrets.some(
          (secret) =>
            secret
              .replace(/^[a-z-]+:\/\//, '')
              .split('/')
              .at(-1) === name,
        )
      )
        continue;
      const home = front.pods[0] ? namespaceOf(front.pods[0]) : namespaceOf(front.service);
      return holds(
        `${kindAndName(gateway)} uses the TLS secret ${name}, which has not come to the gateway: it is missing or unusable in namespace ${home}, so port ${front.port} has no listener`,
        [
          `spec.servers[${index}].tls.credentialName of ${kindAndName(gateway)} is ${name}`,
          ...waiting.map(({name: listener}) => `listener ${listener} is warming: secret ${name} has not come`),
        ],
        `create Secret ${name} in namespace ${home} (kubectl create secret tls), or correct credentialName`,
        [changeOf(gateway, `spec.servers[${index}].tls.credentialName`)],
      );
    }
    return not('no Gateway names the secret that a listener waits for');
  },
};

export const NO_LISTENER: Cause = {
  id: 'no-listener',
  title: 'no Gateway has a server on the port',
  doc: `Istio's gateways listen only on the ports of servers of Gateways that select their pods. A port of the Service without
such a server is closed.`,
  needs: ['objects'],
  judge(scene) {
    if (!couldNotConnect(scene)) return undefined;
    const front = frontOf(scene);
    if (!front) return not('the Service of --to is not among the objects');
    const here = serversOn(scene, front);
    const mine = here.filter(({gateway}) => isForPods(gateway, front.pods));
    const {service, port, target} = front;
    if (mine.length > 0)
      return not(`${mine.map(({gateway}) => kindAndName(gateway)).join(', ')} has a server on port ${port}`);
    const [strange] = here;
    if (strange) return wrongSelector(scene, front, strange);
    const {all: candidates, meant: gateway} = gatewaysForHost(scene, front.pods);
    const servers = (each: KubeObject) =>
      parts(each['spec'], 'servers')
        .map((server) => Number(part(server, 'port')['number']))
        .join(', ');
    return holds(
      `no Gateway has a server on port ${port} (targetPort ${target} of Service ${objectName(service)}), so the proxy has no listener there`,
      candidates.slice(0, 4).map((each) => `servers of ${kindAndName(each)} are on ${servers(each)}`),
      gateway
        ? `add a server on port ${port} to ${kindAndName(gateway)}`
        : `create a Gateway with a server on port ${port}`,
      gateway
        ? [changeOf(gateway, 'spec.servers')]
        : [
            {
              kind: 'Gateway',
              namespace: namespaceOf(service),
              name: `${service.metadata.name}-${port}`,
              field: 'spec.servers',
            },
          ],
    );
  },
};

/** A server on the port, of a Gateway whose selector does not take the pods behind the Service. */
function wrongSelector({facts}: Scene, {pods, port, service}: Front, {gateway}: {gateway: KubeObject}): Judgement {
  const selector = Object.entries(texts(gateway['spec'], 'selector')).map(([key, value]) => `${key}: ${value}`);
  const taken = facts.objects.all('Pod').filter((pod) => isForPods(gateway, [pod]));
  const labels = pods[0]?.metadata.labels ?? {};
  return holds(
    `${kindAndName(gateway)} has a server on port ${port}, but its selector (${selector.join(', ')}) takes ${taken.length === 0 ? 'no pod' : 'other pods'}, so the gateway has no listener there`,
    [
      `spec.selector of ${kindAndName(gateway)} is ${selector.join(', ')}`,
      `labels of the pods of Service ${objectName(service)}: ${Object.entries(labels)
        .map(([key, value]) => `${key}: ${value}`)
        .join(', ')}`,
    ],
    `set the selector of ${kindAndName(gateway)} to labels of the gateway's pods`,
    [changeOf(gateway, 'spec.selector')],
  );
}
