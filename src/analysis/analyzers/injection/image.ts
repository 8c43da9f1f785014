// SPDX-License-Identifier: Apache-2.0

import {decodeMessage} from '../../../api/messages/decode.js';
import {DecodeError} from '../../../api/messages/decode-error.js';
import {messageNamed} from '../../../api/messages/index.js';
import {YamlError} from '../../../yaml/error.js';
import {parseYaml} from '../../../yaml/parse.js';
import {hasLabels} from '../../index/labels.js';
import {groupBy} from '../../model/group-by.js';
import {type InjectorSettings, injectorSettings} from '../../model/injector-settings.js';
import type {MeshConfig} from '../../model/mesh-config.js';
import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** Pods whose proxy is not of the image that their injector gives now (spec §3.17). */
export function* injectedImages(resources: Resources): Generator<Message> {
  const injectors = injectorSettings(resources.all('ConfigMap'));
  if (injectors.size === 0) return;
  // A namespace of several clusters is one, with the pods of all.
  for (const [namespace] of groupBy(resources.all('Namespace'), ({name}) => name).values()) {
    if (!namespace) continue;
    const injector = injectorOf(namespace, injectors);
    if (!injector) continue;
    const outdated = resources
      .inNamespace('Pod', namespace.name)
      .filter((pod) => hasOtherImage(pod, injector.image, resources));
    if (outdated.length > 0) yield message('IST0158', namespace, [outdated.map(({name}) => name).sort()]);
  }
}

function injectorOf(
  {labels}: Resource<'Namespace'>,
  injectors: ReadonlyMap<string, InjectorSettings>,
): InjectorSettings | undefined {
  const revision = labels['istio.io/rev'] ?? (labels['istio-injection'] === 'enabled' ? 'default' : undefined);
  return revision === undefined ? undefined : injectors.get(revision || 'default');
}

function hasOtherImage(pod: Resource<'Pod'>, image: string, resources: Resources): boolean {
  if (pod.annotations['sidecar.istio.io/proxyImage']) return false;
  const {containers = [], initContainers = []} = pod.spec;
  const proxies = [...containers, ...initContainers].filter(({name}) => name === 'istio-proxy');
  if (proxies.every((proxy) => proxy.image === image)) return false;
  const variant = `${image}-${imageType(pod, resources)}`;
  return proxies.some((proxy) => proxy.image !== image && proxy.image !== variant);
}

/** The variant of the image that a pod gets: whoever is closest to the pod decides. */
function imageType(pod: Resource<'Pod'>, resources: Resources): string {
  const own = resources.inNamespace('ProxyConfig', pod.namespace);
  const configs = [
    ...resources.inNamespace('ProxyConfig', resources.meshConfig.rootNamespace),
    ...own.filter(({spec}) => !spec.selector),
    ...own.filter(({spec}) => spec.selector && hasLabels(pod.labels, spec.selector.matchLabels)),
  ];
  const types = [
    annotatedType(pod),
    ...configs.reverse().map(({spec}) => spec.image?.imageType),
    resources.meshConfig.defaultConfig?.image?.imageType,
  ];
  const type = types.find((candidate) => candidate !== undefined && candidate !== '') ?? '';
  return type === 'default' ? '' : type;
}

function annotatedType({annotations}: Resource<'Pod'>): string | undefined {
  const text = annotations['proxy.istio.io/config'];
  if (text === undefined) return undefined;
  try {
    const type = messageNamed('istio.mesh.v1alpha1.ProxyConfig');
    return decodeMessage<NonNullable<MeshConfig['defaultConfig']>>(type, parseYaml(text)).image?.imageType;
  } catch (error) {
    if (!(error instanceof YamlError || error instanceof DecodeError)) throw error;
    // The analyzer of annotations says what is wrong; proxies do without it.
    return undefined;
  }
}
