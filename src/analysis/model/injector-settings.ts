// SPDX-License-Identifier: Apache-2.0

import {type InjectorValues, injectorValues} from '../../api/injector-values.js';
import type {Resource} from './resource.js';

const CONFIG_MAP = 'istio-sidecar-injector';

/** Of the injector's settings what analyzers look at; the image is empty where the settings cannot be read. */
export type InjectorSettings = InjectorValues;

/**
 * Settings of each injector by its revision, `default` among them. Its ConfigMap may be in any namespace; of several
 * the first namespace by name counts.
 */
export function injectorSettings(configMaps: readonly Resource<'ConfigMap'>[]): Map<string, InjectorSettings> {
  const settings = new Map<string, InjectorSettings>();
  for (const {name, spec} of configMaps.toSorted((a, b) => (a.namespace < b.namespace ? 1 : -1))) {
    const own = injectorValues(spec.data?.['values'] ?? '') ?? {image: '', byDefault: false};
    if (name === CONFIG_MAP) settings.set('default', own);
    const revision = name.startsWith(`${CONFIG_MAP}-`) ? name.slice(CONFIG_MAP.length + 1) : '';
    if (revision !== '') settings.set(revision, own);
  }
  return settings;
}
