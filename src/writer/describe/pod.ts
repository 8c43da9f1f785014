// SPDX-License-Identifier: Apache-2.0
import {
  containerPorts,
  type Json,
  type Kname,
  part,
  parts,
  phaseOf,
  podRevision,
  text,
} from '../../describe/objects.js';
import type {EffectiveMtls} from '../../describe/peer-authentication.js';
import type {KubeObject} from '../../io/kube/cluster.js';

/** The user that a sidecar runs as; its traffic is not captured. */
const PROXY_USER = 1337;
const PROXY = 'istio-proxy';
const OURS = [PROXY, 'istio-operator'];
const REQUIREMENTS = 'https://istio.io/v1.30/docs/ops/deployment/requirements/';
const NAME_LABELS = ['service.istio.io/canonical-name', 'app.kubernetes.io/name', 'app'];
const REVISION_LABELS = ['service.istio.io/canonical-revision', 'app.kubernetes.io/version', 'version'];

/** What a pod is to the mesh, line by line (spec/proxy.md §9.1, 1 to 4). */
export function podLines(pod: KubeObject, kname: Kname, {ignoreUnmeshed}: {ignoreUnmeshed: boolean}): string[] {
  const name = kname(pod.metadata);
  const isRunning = phaseOf(pod) === 'Running';
  return [
    ...userWarnings(pod),
    `Pod: ${name}`,
    `   Pod Revision: ${podRevision(pod)}`,
    portsLine(pod),
    ...(isRunning ? readiness(pod, name) : [`   Pod is not Running (${phaseOf(pod)})`]),
    ...(isRunning && !ignoreUnmeshed ? meshWarnings(pod, name) : []),
  ];
}

function userWarnings({spec}: KubeObject): string[] {
  return parts(spec, 'containers')
    .filter((each) => !OURS.includes(text(each, 'name')) && runsAsProxy(each))
    .map(() => `WARNING: User ID (UID) ${PROXY_USER} is reserved for the sidecar proxy.`);
}

function runsAsProxy(holder: unknown): boolean {
  return part(holder, 'securityContext')['runAsUser'] === PROXY_USER;
}

function portsLine(pod: KubeObject): string {
  const ports = containerPorts(pod).map(
    ({containerPort, protocol, container}) =>
      `${containerPort}${protocol === 'TCP' ? '' : `/${protocol}`} (${container})`,
  );
  return ports.length === 0 ? '   Pod does not expose ports' : `   Pod Ports: ${ports.join(', ')}`;
}

function readiness({status}: KubeObject, name: string): string[] {
  const warn = (list: string, word: string): string[] =>
    parts(status, list)
      .filter((each) => each['ready'] !== true)
      .map((each) => `WARNING: Pod ${name} ${word} ${text(each, 'name')} NOT READY`);
  return [...warn('containerStatuses', 'Container'), ...warn('initContainerStatuses', 'Init Container')];
}

function meshWarnings({spec, metadata: {labels = {}}}: KubeObject, name: string): string[] {
  const isProxy = (container: Json): boolean => text(container, 'name') === PROXY;
  if (![...parts(spec, 'containers'), ...parts(spec, 'initContainers')].some(isProxy)) {
    return [`WARNING: ${name} is not part of mesh; no Istio sidecar`];
  }
  const lacks = (names: string[]): boolean => !names.some((each) => labels[each]);
  const advice = (what: string): string =>
    `Suggestion: add required service ${what} label for Istio telemetry. See ${REQUIREMENTS}.`;
  return [
    ...(runsAsProxy(spec) ? [`   WARNING: User ID (UID) ${PROXY_USER} is reserved for the sidecar proxy.`] : []),
    ...(lacks(NAME_LABELS) ? [advice('name')] : []),
    ...(lacks(REVISION_LABELS) ? [advice('revision')] : []),
  ];
}

/** What mTLS a pod asks for, and which resources say so. */
export function mtlsLines({mode, ports, applied}: EffectiveMtls): string[] {
  return [
    'Effective PeerAuthentication:',
    `   Workload mTLS mode: ${mode}`,
    ...(ports.length > 0 ? ['   Port Level mTLS mode:'] : []),
    ...ports.map(([port, own]) => `      ${port}: ${own}`),
    ...(applied.length > 0
      ? [
          'Applied PeerAuthentication:',
          `   ${applied.map(({metadata: {name, namespace}}) => `${name}.${namespace}`).join(', ')}`,
        ]
      : []),
  ];
}
