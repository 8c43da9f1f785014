// SPDX-License-Identifier: Apache-2.0

import type {Labels, PodSpec} from '../../kubernetes.js';
import {matchesSelector} from '../../labels.js';
import {type Message, message} from '../../message.js';
import type {Resources} from '../../resources.js';

/** Proxies whose image is for the injector to fill in, which it will not do (spec §3.18). */
export function* imagesToInject(resources: Resources): Generator<Message> {
  // A pod that was created with the image was not injected, whatever the webhooks say.
  for (const pod of resources.all('Pod')) {
    if (leavesImageOpen(pod.spec)) yield message('IST0147', pod, ['Pod', pod.name]);
  }
  for (const deployment of resources.all('Deployment')) {
    const {template} = deployment.spec;
    if (!leavesImageOpen(template?.spec)) continue;
    if (isInjected(deployment.namespace, template?.metadata?.labels ?? {}, resources)) continue;
    yield message('IST0146', deployment, ['Deployment', deployment.name]);
  }
}

function leavesImageOpen(pod: PodSpec | undefined): boolean {
  return (pod?.containers ?? []).some(({name, image}) => name === 'istio-proxy' && image === 'auto');
}

function isInjected(namespace: string, labels: Labels, resources: Resources): boolean {
  const namespaceLabels = resources.find('Namespace', '', namespace || 'default')?.labels ?? {};
  return resources
    .all('MutatingWebhookConfiguration')
    .flatMap(({spec}) => spec.webhooks ?? [])
    .some(
      ({name, namespaceSelector, objectSelector}) =>
        name?.endsWith('istio.io') &&
        matchesSelector(namespaceSelector, namespaceLabels) &&
        matchesSelector(objectSelector, labels),
    );
}
