// SPDX-License-Identifier: Apache-2.0

import type {AnalyzerEntry} from './analyzer.js';
import {assumedIngress} from './ingress.js';
import {kinds} from './kinds.js';
import type {MeshConfig} from './mesh-config.js';
import {readMeshMap} from './mesh-map.js';
import type {KindName, Resource} from './resource.js';
import {indexResources} from './resources.js';
import {type Analysis, runAnalyzers} from './run.js';
import {type FileErrors, readFiles, type SourceFile} from './sources/files.js';
import {unknownFieldMessages} from './unknown-fields.js';

export interface FilesAnalysisRequest {
  files: readonly SourceFile[];
  analyzers: readonly AnalyzerEntry[];
  /** For resources that name none; empty for none. */
  defaultNamespace: string;
  istioNamespace: string;
  meshConfig: MeshConfig;
  /** The mesh configuration was given outright; that of a ConfigMap among the files does not count then. */
  meshGiven?: boolean;
  /** The files are the whole cluster: what they do not hold does not exist. */
  complete: boolean;
  /** Say which fields the kinds do not have. */
  unknownFields: boolean;
  outOfTime?: () => boolean;
}

export interface FilesAnalysis extends Analysis {
  fileErrors: FileErrors[];
  /** Why the mesh's own ConfigMap was left aside. */
  meshProblems: string[];
}

/** Analyzes the resources of files, without a cluster. */
export async function analyzeFiles(request: FilesAnalysisRequest): Promise<FilesAnalysis> {
  const {istioNamespace} = request;
  const provided = providedKinds(request.analyzers, request.complete);
  const read = readFiles(request.files, {kinds: provided, defaultNamespace: request.defaultNamespace});
  const mesh = readMeshMap(
    request.complete ? meshMapIn(read.resources, istioNamespace) : undefined,
    request.meshConfig,
  );
  const meshConfig = request.meshGiven ? request.meshConfig : mesh.config;
  const assumed = request.complete ? assumedIngress(meshConfig, istioNamespace) : [];
  const resources = indexResources([...read.resources, ...assumed], {
    provided,
    meshConfig,
    meshNetworks: mesh.networks,
    istioNamespace,
  });
  const analysis = await runAnalyzers(request.analyzers, resources, {
    ...(request.outOfTime && {outOfTime: request.outOfTime}),
  });
  const unknown = request.unknownFields ? unknownFieldMessages(read.unknownFields) : [];
  return {
    ...analysis,
    messages: [...analysis.messages, ...unknown],
    fileErrors: read.errors,
    meshProblems: mesh.problems,
  };
}

function meshMapIn(resources: readonly Resource[], istioNamespace: string): Resource<'ConfigMap'> | undefined {
  return resources.find(
    (resource): resource is Resource<'ConfigMap'> =>
      resource.kindName === 'ConfigMap' && resource.name === 'istio' && resource.namespace === istioNamespace,
  );
}

/** What analyzers read, but for the kinds that files are not believed about unless they are the whole cluster. */
function providedKinds(analyzers: readonly AnalyzerEntry[], complete: boolean): ReadonlySet<KindName> {
  const wanted = new Set(analyzers.flatMap(({inputs}) => inputs));
  // The mesh describes itself in a ConfigMap.
  if (complete) wanted.add('ConfigMap');
  return new Set(kinds.filter(({name, core}) => wanted.has(name) && (complete || !core)).map(({name}) => name));
}
