// SPDX-License-Identifier: Apache-2.0

import type {KindName} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {oncePer} from '../../run/once.js';
import {IGNORED_NAMESPACES} from './ignored-namespaces.js';

/** Kinds whose objects prove that their namespace is there. */
const WITNESSES = [
  'Service',
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ServiceEntry',
  'VirtualService',
  'DestinationRule',
  'Sidecar',
] as const satisfies readonly KindName[];

/** Returns whether the namespace, or an object that proves that it will be there, is among what is analyzed. */
export function hasNamespace(name: string, resources: Resources): boolean {
  if (resources.all('Namespace').some((namespace) => namespace.name === name)) return true;
  return WITNESSES.some((kind) => resources.inNamespace(kind, name).length > 0);
}

const known = oncePer((resources): ReadonlySet<string> => {
  const {istioNamespace, meshConfig} = resources;
  const names = new Set([...IGNORED_NAMESPACES, 'default', istioNamespace, meshConfig.rootNamespace]);
  for (const kind of WITNESSES) for (const {namespace} of resources.all(kind)) names.add(namespace);
  return names;
});

/**
 * Whether there is surely no such namespace. Files without any Namespace leave them to somebody else, and what stands in
 * a namespace proves that it will be there.
 */
export function lacksNamespace(name: string, resources: Resources): boolean {
  if (resources.all('Namespace').length === 0 || known(resources).has(name)) return false;
  return resources.lacks('Namespace', '', name);
}
