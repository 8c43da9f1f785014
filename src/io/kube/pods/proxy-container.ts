// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../cluster.js';
import {mapField, recordsIn, textField} from '../verbs/fields.js';
import type {PodReason} from './pod-reason.js';

const PROXY = 'istio-proxy';

/** Returns whether a container of the pod is Istio's proxy, be it a native sidecar or not. */
export function hasProxy(pod: KubeObject): boolean {
  const spec = mapField(pod, 'spec') ?? {};
  return [...recordsIn(spec, 'initContainers'), ...recordsIn(spec, 'containers')].some(({name}) => name === PROXY);
}

/** Returns why a container of the pod cannot be asked, the proxy before others; undefined where all of them run. */
export function containerReason(pod: KubeObject): PodReason | undefined {
  const status = mapField(pod, 'status') ?? {};
  const statuses = [...recordsIn(status, 'initContainerStatuses'), ...recordsIn(status, 'containerStatuses')];
  for (const each of [...statuses.filter(({name}) => name === PROXY), ...statuses.filter(({name}) => name !== PROXY)]) {
    const reason = reasonIn(each, pod);
    if (reason) return reason;
  }
  return undefined;
}

function reasonIn(status: Record<string, unknown>, {metadata}: KubeObject): PodReason | undefined {
  const container = textField(status, 'name') ?? '';
  const state = mapField(status, 'state') ?? {};
  const [waiting, terminated] = [mapField(state, 'waiting'), mapField(state, 'terminated')];
  const last = exitOf(mapField(mapField(status, 'lastState') ?? {}, 'terminated'));
  const log = `kubectl logs ${metadata.name} -n ${metadata.namespace ?? ''} -c ${container}`;
  if (waiting) {
    const why = [textField(waiting, 'reason'), textField(waiting, 'message'), last].filter(Boolean).join(': ');
    return {
      message: `container ${container} is waiting${why === '' ? '' : `: ${why}`}`,
      hint: last === undefined ? undefined : `its log may say why it ended: ${log} --previous`,
    };
  }
  const exit = exitOf(terminated);
  return exit === undefined ? undefined : {message: `container ${container} ended: ${exit}`, hint: log};
}

/** How a container ended, undefined where it ended well or runs. */
function exitOf(terminated: Record<string, unknown> | undefined): string | undefined {
  const code = terminated?.['exitCode'];
  if (!terminated || code === 0) return undefined;
  const message = textField(terminated, 'message')?.trim();
  return `exit code ${String(code)} (${textField(terminated, 'reason') ?? 'Error'})${message ? `: ${message}` : ''}`;
}

/**
 * Returns why a pod has no proxy, as its labels and those of its namespace tell (istio.io, "Controlling the injection
 * policy").
 *
 * @param namespace Labels of the namespace; undefined where they cannot be read.
 */
export function withoutProxy(pod: KubeObject, namespace: Readonly<Record<string, string>> | undefined): PodReason {
  const {name, namespace: place = '', labels = {}, annotations = {}} = pod.metadata;
  const message = `pod ${name}.${place} has no sidecar: none of its containers is ${PROXY}`;
  const asked = `istioctl experimental check-inject ${name} -n ${place}`;
  const INJECT = 'sidecar.istio.io/inject';
  if ((labels[INJECT] ?? annotations[INJECT]) === 'false') return {message, hint: `it is marked ${INJECT}=false`};
  if (mapField(pod, 'spec')?.['hostNetwork'] === true) {
    return {message, hint: "it uses the network of its node; such pods aren't injected"};
  }
  if (!namespace) return {message, hint: `${asked} says whether it should have one`};
  const label = ['istio-injection', 'istio.io/rev'].find((key) => namespace[key] !== undefined);
  if (label === undefined) {
    return {message, hint: `namespace ${place} has neither the label istio-injection nor istio.io/rev; see ${asked}`};
  }
  const value = `${label}=${namespace[label] ?? ''}`;
  if (value === 'istio-injection=disabled') return {message, hint: `namespace ${place} is labelled ${value}`};
  return {
    message,
    hint: `namespace ${place} is labelled ${value}: the pod may be older than the label; restart what made it, or see ${asked}`,
  };
}
