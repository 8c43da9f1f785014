// SPDX-License-Identifier: Apache-2.0

import {injectorSettings} from '../../model/injector-settings.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

const INJECTION = 'istio-injection';
const REVISION = 'istio.io/rev';
const DATAPLANE = 'istio.io/dataplane-mode';

/** Namespaces that do not say whether they are injected, or say too much; pods that miss their proxy (spec §3.16). */
export function* injectedNamespaces(resources: Resources): Generator<Message> {
  const injectors = injectorSettings(resources.all('ConfigMap'));
  for (const namespace of resources.all('Namespace')) {
    if (namespace.name === 'istio-system') continue;
    const {labels} = namespace;
    const said = injectionLabels(namespace);
    if (said.length > 1) yield message('IST0123', namespace, [said]);
    if (labels[DATAPLANE] === 'ambient') continue;
    if (!labels[INJECTION] && labels[REVISION] === undefined) {
      yield injectors.get('default')?.byDefault
        ? message('IST0148', namespace)
        : message('IST0102', namespace, [namespace.name, namespace.name], ['metadata', 'name']);
    } else if (labels[INJECTION] === 'enabled') {
      yield* missingProxies(resources.inNamespace('Pod', namespace.name));
    }
  }
}

/** Labels that ask for injection, or for what stands in its place. */
function injectionLabels({labels}: Resource<'Namespace'>): string[] {
  const injection = labels[INJECTION];
  const others = injection === undefined || injection === 'enabled' ? [REVISION, DATAPLANE] : [];
  return [INJECTION, ...others].flatMap((key) => (labels[key] === undefined ? [] : [`${key}=${labels[key]}`]));
}

function* missingProxies(pods: readonly Resource<'Pod'>[]): Generator<Message> {
  for (const pod of pods) {
    const {containers = [], initContainers = [], hostNetwork} = pod.spec;
    const said = pod.labels['sidecar.istio.io/inject'] ?? pod.annotations['sidecar.istio.io/inject'];
    if (hostNetwork || said?.toLowerCase() === 'false') continue;
    const proxy = [...containers, ...initContainers].find(({name}) => name === 'istio-proxy');
    if (!proxy?.image) yield message('IST0103', pod, [fullName(pod)]);
  }
}
