// SPDX-License-Identifier: Apache-2.0
import type {ClusterReader, KubeObject, ObjectKind} from '../../io/kube/cluster.js';
import {textIn} from '../../manifest/input/tree.js';
import {emitYaml} from '../../yaml/emit.js';
import {mapsIn} from '../apply/field.js';
import {CUSTOM_RESOURCE_DEFINITION} from '../apply/kinds.js';
import {COMPONENT} from '../apply/labels.js';
import {withoutBooks} from './rollback.js';

/** What users made of one kind. */
export interface UserResources {
  kind: string;
  objects: KubeObject[];
}

/** The resources of the kinds that these CRDs define; kinds without any are left out. Sorted by kind. */
export async function userResources(cluster: ClusterReader, crds: readonly KubeObject[]): Promise<UserResources[]> {
  const definitions = crds.filter(({kind}) => kind === CUSTOM_RESOURCE_DEFINITION.kind);
  const found = await Promise.all(
    definitions.map(async (crd) => {
      const kind = kindOf(crd);
      return kind && {kind: kind.kind, objects: await cluster.list(kind)};
    }),
  );
  return found
    .filter((resources) => resources !== undefined)
    .filter(({objects}) => objects.length > 0)
    .sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

/** The kind of a CRD in the version it is stored in. */
function kindOf(crd: KubeObject): ObjectKind | undefined {
  const version = mapsIn(crd, ['spec', 'versions']).find(({storage, served}) => storage === true && served === true);
  const [group, kind, name] = [
    textIn(crd, ['spec', 'group']),
    textIn(crd, ['spec', 'names', 'kind']),
    version?.['name'],
  ];
  if (group === undefined || kind === undefined || typeof name !== 'string') return undefined;
  return {apiVersion: `${group}/${name}`, kind};
}

/** CRDs of Istio that are in the cluster. */
export function installedCrds(cluster: ClusterReader): Promise<KubeObject[]> {
  return cluster.list(CUSTOM_RESOURCE_DEFINITION, {labelSelector: COMPONENT});
}

/** Objects as a manifest that brings them back: CRDs first, what users made of them last. */
export function backupOf(objects: readonly KubeObject[], resources: readonly UserResources[]): string {
  const isCrd = ({kind}: KubeObject): boolean => kind === CUSTOM_RESOURCE_DEFINITION.kind;
  const ordered = [
    ...objects.filter(isCrd),
    ...objects.filter((object) => !isCrd(object)),
    ...resources.flatMap(({objects}) => objects),
  ];
  return ordered.map((object) => emitYaml(withoutBooks(object))).join('---\n');
}
