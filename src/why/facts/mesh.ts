// SPDX-License-Identifier: Apache-2.0
import {part, text} from '../../describe/objects.js';
import {parseYaml} from '../../yaml/parse.js';
import type {Objects} from './objects.js';

/** What the mesh is told about itself, as far as it matters to a request. */
export interface Mesh {
  rootNamespace: string;
  trustDomain: string;
  /** `REGISTRY_ONLY` or `ALLOW_ANY`; empty where no mesh configuration was given. */
  outboundMode: string;
  /** Empty where the mesh has none. */
  accessLogFormat: string;
  /** Names and settings of `extensionProviders`. */
  providers: readonly Readonly<Record<string, unknown>>[];
  /** The ConfigMap, where there is one. */
  source: {namespace: string; name: string} | undefined;
}

/** Returns the mesh configuration of the control plane's ConfigMap; the defaults where it was not given or is no YAML. */
export function meshOf(objects: Objects, istioNamespace: string): Mesh {
  const maps = objects.in('ConfigMap', istioNamespace);
  const map = maps.find(
    ({metadata}) => /^istio(?:-.+)?$/.test(metadata.name) && text(dataOf(metadata.name), 'mesh') !== '',
  );
  const value = map && readMesh(text(dataOf(map.metadata.name), 'mesh'));
  const providers = part(value)['extensionProviders'];
  return {
    rootNamespace: text(value, 'rootNamespace') || istioNamespace,
    trustDomain: text(value, 'trustDomain') || 'cluster.local',
    outboundMode: value === undefined ? '' : text(part(value, 'outboundTrafficPolicy'), 'mode') || 'ALLOW_ANY',
    accessLogFormat: text(value, 'accessLogFormat'),
    providers: Array.isArray(providers) ? providers.map((each) => part(each)) : [],
    source: map && {namespace: istioNamespace, name: map.metadata.name},
  };

  function dataOf(name: string): unknown {
    return part(
      maps.find(({metadata}) => metadata.name === name),
      'data',
    );
  }
}

function readMesh(yaml: string): unknown {
  try {
    return parseYaml(yaml) ?? {};
  } catch {
    return undefined; // A mesh configuration that is no YAML tells nothing, which the facts say.
  }
}
