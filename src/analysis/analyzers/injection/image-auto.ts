// SPDX-License-Identifier: Apache-2.0

import {matchesSelector} from '../../index/labels.js';
import {podsOf} from '../../index/pods.js';
import type {Labels, PodSpec, Webhook} from '../../model/kubernetes.js';
import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

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

/**
 * The same for everything that makes pods, but only where the webhooks and the labels of the namespace are known: files
 * seldom hold what came with the control plane. A pod of a file was not created yet.
 */
export function* openImages(resources: Resources): Generator<Message> {
  const hooks = injectionWebhooks(resources);
  for (const {resource, labels, spec} of podsOf(resources).all) {
    if (!leavesImageOpen(spec) && !leavesImageOpen({containers: spec.initContainers ?? []})) continue;
    const {kind, name, origin} = resource;
    const pod = resource.kindName === 'Pod';
    if ((origin || !pod) && mayTakeIn(hooks, resource, labels, resources)) continue;
    yield message(pod ? 'IST0147' : 'IST0146', resource, [kind, name]);
  }
}

/** Whether a webhook takes in the pods; for those of a file one that is not in the files may, too. */
function mayTakeIn(
  hooks: readonly Webhook[],
  {namespace, origin}: Resource,
  labels: Labels,
  resources: Resources,
): boolean {
  const home = resources.find('Namespace', '', namespace || 'default');
  if (origin && (hooks.length === 0 || !home)) return true;
  return hooks.some((hook) => selects(hook, home?.labels ?? {}, labels));
}

function leavesImageOpen(pod: PodSpec | undefined): boolean {
  return (pod?.containers ?? []).some(({name, image}) => name === 'istio-proxy' && image === 'auto');
}

function isInjected(namespace: string, labels: Labels, resources: Resources): boolean {
  const namespaceLabels = resources.find('Namespace', '', namespace || 'default')?.labels ?? {};
  return injectionWebhooks(resources).some((hook) => selects(hook, namespaceLabels, labels));
}

function injectionWebhooks(resources: Resources): Webhook[] {
  return resources
    .all('MutatingWebhookConfiguration')
    .flatMap(({spec}) => spec.webhooks ?? [])
    .filter(({name}) => name?.endsWith('istio.io'));
}

function selects({namespaceSelector, objectSelector}: Webhook, namespace: Labels, object: Labels): boolean {
  return matchesSelector(namespaceSelector, namespace) && matchesSelector(objectSelector, object);
}
