// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import type {KubeObject} from '../kube/cluster.js';
import {isRecord} from '../kube/config/kubeconfig.js';
import type {PodAccess} from '../kube/pods/pod-access.js';

/** Where istiod serves its version and debug pages when its pod does not say otherwise. */
const MONITORING_PORT = 15014;

/** The answer to a page of istiod's monitoring port. Throws an IstioctlError that names the hop that failed. */
export async function istiodPage(access: Pick<PodAccess, 'fetch'>, pod: KubeObject, path: string): Promise<string> {
  const {name, namespace} = pod.metadata;
  const port = monitoringPort(pod);
  const {status, body} = await access.fetch({name, namespace}, port, {method: 'GET', path});
  if (status === 200) return body.toString('utf8');
  throw new IstioctlError(`istiod ${namespace}/${name} answered ${path} with status ${status}`, {
    hint: `Port ${port} should be its monitoring port, as the annotation prometheus.io/port says.`,
  });
}

/** The port of istiod's version and debug pages, as its pod says, else the usual one. */
export function monitoringPort(pod: KubeObject | undefined): number {
  const port = Number(pod?.metadata.annotations?.['prometheus.io/port']);
  return Number.isInteger(port) && port > 0 ? port : MONITORING_PORT;
}

/** Whether all containers of a pod are ready. */
export function isPodReady({status}: KubeObject): boolean {
  const statuses = isRecord(status) ? status['containerStatuses'] : undefined;
  return (
    Array.isArray(statuses) && statuses.length > 0 && statuses.every((each) => isRecord(each) && each['ready'] === true)
  );
}
