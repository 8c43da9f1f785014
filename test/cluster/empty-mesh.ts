// SPDX-License-Identifier: Apache-2.0
import {parseAllDocuments} from 'yaml';
import {readinessOf} from '../../src/install/wait/readiness.js';
import type {Cluster, ObjectToApply} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import {eventually} from '../support/eventually.js';
import {istioctl} from '../support/run.js';
import {type ControlPlane, startControlPlane} from './start.js';

const DEFINITION = {apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition'};

/** Starts a control plane of its own that knows Istio's kinds and has an istio-system with nothing in it. */
export async function startEmptyMesh(): Promise<ControlPlane> {
  const plane = await startControlPlane();
  const cluster = await connect({kubeconfig: plane.kubeconfig});
  try {
    await applyAll(cluster, 'apiVersion: v1\nkind: Namespace\nmetadata: {name: istio-system}\n');
    await defineKinds(cluster);
  } finally {
    cluster.close();
  }
  return plane;
}

/** Applies the documents of a manifest, in their order. */
export async function applyAll(cluster: Cluster, manifest: string): Promise<void> {
  for (const object of objectsIn(manifest)) await cluster.apply(object, {fieldManager: 'test', force: true});
}

/** Applies the definitions of Istio's kinds, as the built program has them, and waits until all are served. */
async function defineKinds(cluster: Cluster): Promise<void> {
  const {stdout, stderr} = await istioctl('manifest generate --set profile=minimal');
  const definitions = objectsIn(stdout).filter(({kind}) => kind === DEFINITION.kind);
  if (definitions.length === 0) throw new Error(`no definitions of kinds were rendered:\n${stderr}`);
  for (const definition of definitions) await cluster.apply(definition, {fieldManager: 'test'});
  await eventually('all definitions are served', async (saw) => {
    const late = (await cluster.list(DEFINITION)).filter((definition) => !readinessOf(definition).ready);
    saw(late.map(({metadata}) => metadata.name));
    return late.length === 0;
  });
}

function objectsIn(manifest: string): ObjectToApply[] {
  return parseAllDocuments(manifest)
    .map((document): ObjectToApply | null => document.toJS())
    .filter((object) => object !== null);
}
