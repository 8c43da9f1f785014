// SPDX-License-Identifier: Apache-2.0

import {matchesSelector} from '../../analysis/index/labels.js';
import {part, parts, text} from '../../describe/objects.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {destinationRules} from '../facts/hosts.js';
import {containersOf, kindAndName, namespaceOf, objectName} from '../facts/objects.js';
import {changeOf, ownerOf} from '../facts/owner.js';
import {hostOf, portNumber, type Scene} from '../facts/scene.js';
import {type Cause, hasFlag, holds, not} from './cause.js';
import {failureText} from './tls.js';

const REFUSED = /connection_?refused|Connection refused|delayed_connect_error:_?111|ECONNREFUSED/i;
const TIMED_OUT = /connection_timeout|connect_timeout|timed_?out|delayed_connect_error:_?110|deadline/i;

/** Whether the connection was refused by where it went. */
function wasRefused(scene: Scene): boolean {
  const words = failureText(scene);
  // The log of a TCP connection may have the flag alone.
  return hasFlag(scene, 'UF') && (REFUSED.test(words) || !/[a-z]/i.test(words));
}

/** Where the connection went that failed: the server's line says it best. */
function target({entry, problem}: Scene): string {
  return entry.upstreamHost || entry.downstreamLocal || (problem.client?.upstreamHost ?? '');
}

/** Ports that the application's containers say they listen on, without those of Istio's proxy. */
function declaredPorts(pod: KubeObject): number[] {
  return containersOf(pod)
    .filter((container) => !['istio-proxy', 'istio-init', 'istio-validation'].includes(text(container, 'name')))
    .flatMap((container) => parts(container, 'ports').map((port) => Number(port['containerPort'])));
}

export const TARGET_PORT_WRONG: Cause = {
  id: 'target-port-wrong',
  title: 'targetPort of the Service is a port where nothing listens',
  doc: `The Service sends to a port of the pod that no container has. The proxy of the server is asked all the same, so the
connection refused stands in its log, and the client only sees 503 via_upstream.`,
  needs: ['objects'],
  judge(scene) {
    if (!wasRefused(scene)) return undefined;
    const {callee, destination} = scene;
    const port = portNumber(target(scene));
    const service = destination?.service;
    if (!callee || !service) return not('the endpoint is no pod of a Service that is known');
    const declared = declaredPorts(callee);
    if (declared.length === 0) return not(`the containers of pod ${objectName(callee)} list no ports`);
    if (declared.includes(port)) return not(`a container of pod ${objectName(callee)} lists port ${port}`);
    const ports = parts(service['spec'], 'ports');
    const index = ports.findIndex((each) => Number(each['targetPort'] ?? each['port']) === port);
    const at = index < 0 ? ports.findIndex((each) => Number(each['port']) === scene.port) : index;
    return holds(
      `targetPort ${port} of Service ${objectName(service)}: nothing listens there, the container listens on ${declared.join(', ')}`,
      [
        `spec.ports[${Math.max(at, 0)}].targetPort of Service ${objectName(service)} is ${port}`,
        `containerPorts of pod ${objectName(callee)}: ${declared.join(', ')}`,
        `connecting to ${target(scene)}: connection refused`,
      ],
      `set targetPort ${declared[0]} in Service ${objectName(service)}`,
      [changeOf(service, `spec.ports[${Math.max(at, 0)}].targetPort`)],
    );
  },
};

/** What a command line or variable says to listen on the loopback address. */
const LOOPBACK = /\b(?:127\.0\.0\.1|localhost)\b|\[::1\]/;

export const NOT_LISTENING: Cause = {
  id: 'not-listening',
  title: 'the application does not listen on the address of its pod',
  doc: `The proxy sends requests to the pod's address. An application that listens on 127.0.0.1 only, on another port, or that has
not started yet refuses the connection.`,
  needs: ['objects'],
  judge(scene) {
    if (!wasRefused(scene)) return undefined;
    const {callee, facts} = scene;
    if (!callee) return not('the endpoint is no pod that is known');
    const port = portNumber(target(scene));
    const owner = ownerOf(facts.objects, callee);
    const words = loopbackWords(callee, port);
    if (words === undefined && !declaredPorts(callee).includes(port)) {
      return not(`no container of pod ${objectName(callee)} lists port ${port}, so the application may be right`);
    }
    return holds(
      words === undefined
        ? `the application in pod ${objectName(callee)} does not listen on port ${port} of the pod's address (connection refused)`
        : `the application in pod ${objectName(callee)} listens on 127.0.0.1 (localhost) only, so port ${port} of the pod's address refuses the connection`,
      [`connecting to ${target(scene)}: connection refused`, words && `the container is started with ${words}`],
      `let the application listen on 0.0.0.0:${port}`,
      [{...owner, field: words === undefined ? '(the application)' : 'spec.template.spec.containers'}],
    );
  },
};

function loopbackWords(pod: KubeObject, port: number): string | undefined {
  const texts = parts(pod['spec'], 'containers').flatMap((container) => [
    ...listOf(container['command']),
    ...listOf(container['args']),
    ...parts(container, 'env').map((each) => `${text(each, 'name')}=${text(each, 'value')}`),
  ]);
  const words = texts.flatMap((each) => each.split(/\s+/)).filter((word) => LOOPBACK.test(word));
  return words.find((word) => word.includes(String(port))) ?? words.find((word) => !/:\d+/.test(word));
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

export const ENTRY_ADDRESS_WRONG: Cause = {
  id: 'entry-address-wrong',
  title: 'nothing answers at the endpoint of a ServiceEntry',
  doc: `The address or port of a ServiceEntry leads to where nothing listens, or nothing answers in time.`,
  needs: ['objects'],
  judge(scene) {
    const {destination} = scene;
    if (!hasFlag(scene, 'UF') || !destination?.entry) return undefined;
    const failure = failureText(scene);
    if (/TLS_error/.test(failure)) return not('the connection was made, and TLS failed');
    const {entry} = destination;
    const endpoints = parts(entry['spec'], 'endpoints');
    const address = target(scene);
    const index = endpoints.findIndex((each) => text(each, 'address') === hostOf(address));
    const ports = parts(entry['spec'], 'ports');
    const port = ports.findIndex((each) => [each['number'], each['targetPort']].includes(portNumber(address)));
    const field =
      index >= 0
        ? `spec.endpoints[${index}].address`
        : endpoints.length > 0
          ? 'spec.endpoints'
          : `spec.ports[${Math.max(port, 0)}].number`;
    return holds(
      `${address} of ${kindAndName(entry)} ${REFUSED.test(failure) ? 'refuses the connection' : 'cannot be reached'}`,
      [
        `${field} of ${kindAndName(entry)} leads to ${address}`,
        `Envoy: ${scene.entry.transportFailure || scene.entry.detail}`,
      ],
      `correct the endpoints or ports of ${kindAndName(entry)}`,
      [changeOf(entry, field)],
    );
  },
};

export const BLOCKED_BY_NETWORK_POLICY: Cause = {
  id: 'blocked-by-network-policy',
  title: 'a NetworkPolicy keeps the client from the server',
  doc: `A NetworkPolicy lets packets of those through only that it lists. The connection then times out; with some networks it
is refused.`,
  needs: ['objects'],
  judge(scene) {
    if (!hasFlag(scene, 'UF', 'UC', 'UT') || !TIMED_OUT.test(failureText(scene))) return undefined;
    const {callee, caller, gateway, facts} = scene;
    const client = gateway ?? caller;
    if (!callee) return not('the endpoint is no pod that is known');
    const port = portNumber(target(scene));
    const policies = facts.objects
      .in('NetworkPolicy', namespaceOf(callee))
      .filter(
        (each) => matchesSelector(part(each, 'spec', 'podSelector'), callee.metadata.labels ?? {}) && isIngress(each),
      );
    if (policies.length === 0) return not('no NetworkPolicy is for the pod');
    if (!client) return not('the client is no pod that is known');
    if (policies.some((policy) => lets(scene, policy, client, port)))
      return not('a NetworkPolicy lets the client through');
    const names = policies.map(kindAndName).join(', ');
    return holds(
      `${names} does not let pod ${objectName(client)} connect to port ${port} of pod ${objectName(callee)}`,
      policies.map(
        (policy) =>
          `${kindAndName(policy)} selects pod ${objectName(callee)}, and no rule of its ingress takes the client`,
      ),
      `add a rule for namespace ${namespaceOf(client)} and port ${port} to ${names}`,
      policies.slice(0, 1).map((policy) => changeOf(policy, 'spec.ingress')),
    );
  },
};

function isIngress(policy: KubeObject): boolean {
  const types = part(policy, 'spec')['policyTypes'];
  return !Array.isArray(types) || types.includes('Ingress');
}

function lets({facts}: Scene, policy: KubeObject, client: KubeObject, port: number): boolean {
  const namespace = facts.objects.all('Namespace').find(({metadata}) => metadata.name === namespaceOf(client));
  return parts(policy['spec'], 'ingress').some((rule) => {
    const ports = parts(rule, 'ports');
    if (
      ports.length > 0 &&
      !ports.some((each) => each['port'] === undefined || typeof each['port'] === 'string' || each['port'] === port)
    )
      return false;
    const from = parts(rule, 'from');
    return from.length === 0 || from.some((peer) => takesPeer(peer, policy, client, namespace));
  });
}

function takesPeer(peer: unknown, policy: KubeObject, client: KubeObject, namespace: KubeObject | undefined): boolean {
  if (Object.keys(part(peer, 'ipBlock')).length > 0) return true;
  const hasNamespace = Object.hasOwn(part(peer), 'namespaceSelector');
  if (!hasNamespace && namespaceOf(policy) !== namespaceOf(client)) return false;
  const labels = namespace?.metadata.labels ?? {'kubernetes.io/metadata.name': namespaceOf(client)};
  if (hasNamespace && !matchesSelector(part(peer, 'namespaceSelector'), labels)) return false;
  return (
    !Object.hasOwn(part(peer), 'podSelector') ||
    matchesSelector(part(peer, 'podSelector'), client.metadata.labels ?? {})
  );
}

export const CONNECT_TIMEOUT: Cause = {
  id: 'connect-timeout',
  title: 'the connection takes longer than connectTimeout',
  doc: `connectionPool.tcp.connectTimeout of a DestinationRule, or connectTimeout of the mesh (10 s), is how long Envoy waits for a
connection. Packets that are dropped, a node that is gone and an address that nobody has look like this.`,
  needs: ['objects'],
  judge(scene) {
    if (!hasFlag(scene, 'UF') || !TIMED_OUT.test(failureText(scene))) return undefined;
    const {cluster, facts, namespace} = scene;
    if (!cluster) return undefined;
    const rules = destinationRules(facts.objects, cluster.host, {client: namespace, root: facts.mesh.rootNamespace});
    const rule = rules.find(
      (each) => text(part(each, 'spec', 'trafficPolicy', 'connectionPool', 'tcp'), 'connectTimeout') !== '',
    );
    if (!rule) return not('no DestinationRule sets connectTimeout');
    const value = text(part(rule, 'spec', 'trafficPolicy', 'connectionPool', 'tcp'), 'connectTimeout');
    return holds(
      `no connection to ${target(scene)} within ${value}, the connectTimeout of ${kindAndName(rule)}`,
      [`spec.trafficPolicy.connectionPool.tcp.connectTimeout is ${value}`],
      `give ${kindAndName(rule)} a longer connectTimeout`,
      [changeOf(rule, 'spec.trafficPolicy.connectionPool.tcp.connectTimeout')],
    );
  },
};
