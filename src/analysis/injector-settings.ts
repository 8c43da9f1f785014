// SPDX-License-Identifier: Apache-2.0

import {isRecord} from '../api/messages/decode.js';
import type {Resource} from './resource.js';

const CONFIG_MAP = 'istio-sidecar-injector';

/** Of the injector's settings what analyzers look at. */
export interface InjectorSettings {
  /** Image of proxies; empty where the settings cannot be read. */
  image: string;
  /** Whether namespaces that say nothing are injected. */
  byDefault: boolean;
}

/**
 * Settings of each injector by its revision, `default` among them. Its ConfigMap may be in any namespace; of several
 * the first namespace by name counts.
 */
export function injectorSettings(configMaps: readonly Resource<'ConfigMap'>[]): Map<string, InjectorSettings> {
  const settings = new Map<string, InjectorSettings>();
  for (const {name, spec} of configMaps.toSorted((a, b) => (a.namespace < b.namespace ? 1 : -1))) {
    if (name === CONFIG_MAP) settings.set('default', settingsIn(spec.data?.['values'] ?? ''));
    const revision = name.startsWith(`${CONFIG_MAP}-`) ? name.slice(CONFIG_MAP.length + 1) : '';
    if (revision !== '') settings.set(revision, settingsIn(spec.data?.['values'] ?? ''));
  }
  return settings;
}

function settingsIn(values: string): InjectorSettings {
  const settings = parsed(values);
  if (settings === undefined) return {image: '', byDefault: false};
  const byDefault = field(field(settings, 'sidecarInjectorWebhook'), 'enableNamespacesByDefault') === true;
  return {image: imageOf(field(settings, 'global')), byDefault};
}

function parsed(values: string): unknown {
  try {
    return JSON.parse(values);
  } catch {
    // An injector with such settings injects nothing; whoever installed it is told elsewhere.
    return undefined;
  }
}

/** The image is either a whole reference or a name on the hub. */
function imageOf(global: unknown): string {
  const [hub, tag, image] = [field(global, 'hub'), field(global, 'tag'), field(field(global, 'proxy'), 'image')].map(
    (part) => (typeof part === 'string' || typeof part === 'number' ? String(part) : ''),
  );
  return image?.includes('/') ? image : `${hub}/${image}:${tag}`;
}

function field(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
