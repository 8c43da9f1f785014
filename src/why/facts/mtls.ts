// SPDX-License-Identifier: Apache-2.0
import {part, parts, text} from '../../describe/objects.js';
import {effectiveMtls} from '../../describe/peer-authentication.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {destinationRules} from './hosts.js';
import {namespaceOf} from './objects.js';
import type {Scene} from './scene.js';

/** A `tls` of a DestinationRule with its place. */
export interface ClientTls {
  object: KubeObject;
  mode: string;
  field: string;
  settings: Readonly<Record<string, unknown>>;
}

/** The TLS that a DestinationRule asks of clients of the cluster; undefined where none does. */
export function clientTls({facts, cluster, namespace, destination, port}: Scene): ClientTls | undefined {
  const host = cluster?.host ?? destination?.host;
  if (host === undefined) return undefined;
  for (const object of destinationRules(facts.objects, host, {client: namespace, root: facts.mesh.rootNamespace})) {
    const subsets = parts(object['spec'], 'subsets');
    const subset = subsets.findIndex((each) => cluster !== undefined && text(each, 'name') === cluster.subset);
    const own = subset < 0 ? undefined : tlsIn(object, subsets[subset], `spec.subsets[${subset}].trafficPolicy`, port);
    const found = own ?? tlsIn(object, object['spec'], 'spec.trafficPolicy', port);
    if (found) return found;
  }
  return undefined;
}

/** Settings of a port stand in the place of those for all ports. */
function tlsIn(object: KubeObject, holder: unknown, place: string, port: number): ClientTls | undefined {
  const policy = part(holder, 'trafficPolicy');
  const levels = parts(policy, 'portLevelSettings');
  const level = levels.findIndex((each) => part(each, 'port')['number'] === port);
  const settings = part(level < 0 ? policy : levels[level], 'tls');
  const mode = text(settings, 'mode');
  if (mode === '') return undefined;
  return {object, mode, settings, field: `${place}${level < 0 ? '' : `.portLevelSettings[${level}]`}.tls`};
}

/** What a PeerAuthentication asks of clients of a pod, and those that decide; newer ones last. */
export function serverMtls(
  {facts}: Pick<Scene, 'facts'>,
  pod: KubeObject,
  port: number,
): {mode: string; from: KubeObject[]} {
  const root = facts.mesh.rootNamespace;
  const candidates = facts.objects
    .all('PeerAuthentication')
    .filter((each) => [root, namespaceOf(pod)].includes(namespaceOf(each)));
  const {mode, ports, applied} = effectiveMtls(candidates, pod.metadata.labels ?? {}, root);
  const own = ports.find(([number]) => Number(number) === port)?.[1];
  return {mode: own ?? mode, from: [...applied]};
}
