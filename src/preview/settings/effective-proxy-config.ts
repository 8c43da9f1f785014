// SPDX-License-Identifier: Apache-2.0
import {isRecord} from '../../api/messages/decode.js';
import {parseYaml} from '../../yaml/parse.js';
import type {Context} from '../model/context.js';
import type {Proxy} from '../model/proxy.js';
import {oncePerContext} from '../once.js';
import {meshConfig} from './mesh-config.js';
import type {ProxyConfig} from './proxy-config.js';

/** By this annotation a pod changes the mesh's settings for its own proxy. */
const ANNOTATION = 'proxy.istio.io/config';

/** The fields of ProxyConfig that listeners and routes depend on. */
const FIELDS = ['tracing', 'proxyHeaders', 'gatewayTopology'] as const;

const computed = oncePerContext(({mesh, proxy, notSimulated}): ProxyConfig => {
  const own = annotatedFields(proxy);
  const changed = FIELDS.filter((field) => Object.hasOwn(own, field));
  for (const field of changed)
    notSimulated(`${field} in annotation ${ANNOTATION} of pod ${proxy.namespace}/${proxy.name}`);
  return meshConfig(mesh.settings).defaultConfig ?? {};
});

/** Returns the settings of a proxy: those of the mesh. What its pod's annotation changes is not simulated. */
export function proxyConfig(context: Context): ProxyConfig {
  return computed(context, '');
}

/** Returns the fields of ProxyConfig that a pod's annotation sets for its own proxy, as written. */
export function annotatedFields({annotations}: Proxy): Readonly<Record<string, unknown>> {
  return fieldsOf(annotations[ANNOTATION] ?? '');
}

/** An annotation that is no YAML changes nothing: the injector refuses the pod. */
function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed = parseYaml(text);
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
