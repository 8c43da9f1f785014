// SPDX-License-Identifier: Apache-2.0

/** Of the values of an injector what tells injectors apart. */
export interface InjectorValues {
  /** Image of proxies: either a whole reference or a name on the hub. */
  image: string;
  /** Whether namespaces that say nothing are injected. */
  byDefault: boolean;
}

/** What is in the key `values` of an injector's ConfigMap; undefined where it is not JSON. */
export function injectorValues(text: string): InjectorValues | undefined {
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    // An injector with such values injects nothing; whoever installed it is told elsewhere.
    return undefined;
  }
  const byDefault = field(field(values, 'sidecarInjectorWebhook'), 'enableNamespacesByDefault') === true;
  return {image: imageOf(field(values, 'global')), byDefault};
}

function imageOf(global: unknown): string {
  const [hub, tag, image] = [field(global, 'hub'), field(global, 'tag'), field(field(global, 'proxy'), 'image')].map(
    (part) => (typeof part === 'string' || typeof part === 'number' ? String(part) : ''),
  );
  return image?.includes('/') ? image : `${hub}/${image}:${tag}`;
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const own = Object.getOwnPropertyDescriptor(value, name);
  return own?.value;
}
