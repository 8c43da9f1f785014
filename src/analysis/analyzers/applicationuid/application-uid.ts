// SPDX-License-Identifier: Apache-2.0

import {isControlPlane} from '../../index/workloads.js';
import type {Analyze} from '../../model/analyzer.js';
import type {PodSpec} from '../../model/kubernetes.js';
import {message} from '../../model/message.js';

/** The user that the proxy runs as; what it sends is not intercepted. */
const PROXY_USER = 1337;
const OWN_CONTAINERS = ['istio-proxy', 'istio-operator'];

/** Applications that run as the proxy's user go past the proxy (§3.6). */
export const applicationUid: Analyze = function* (resources) {
  for (const pod of resources.all('Pod')) {
    if (!isControlPlane(pod) && runsAsProxy(pod.spec)) yield message('IST0144', pod);
  }
  for (const deployment of resources.all('Deployment')) {
    const pod = deployment.spec.template?.spec;
    if (pod && !isControlPlane(deployment) && runsAsProxy(pod)) yield message('IST0144', deployment);
  }
};

function runsAsProxy({securityContext, containers = []}: PodSpec): boolean {
  if (securityContext?.runAsUser === PROXY_USER) return true;
  return containers.some(
    ({name = '', securityContext: own}) => !OWN_CONTAINERS.includes(name) && own?.runAsUser === PROXY_USER,
  );
}
