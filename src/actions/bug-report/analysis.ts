// SPDX-License-Identifier: Apache-2.0

import {analyzers} from '../../analysis/analyzers/index.js';
import {defaultMeshConfig} from '../../analysis/model/mesh-config.js';
import {analyzeFiles} from '../../analysis/run/analyze-files.js';
import {readLiveMesh} from '../../analysis/run/live-mesh.js';
import {ordered} from '../../analysis/run/order.js';
import {now} from '../../cli/clock.js';
import type {MeshFlagValues} from '../../cli/flags/analyze.js';
import {messageWriters} from '../../writer/analysis/messages.js';
import {withMesh} from '../analyze/clusters.js';

/**
 * What `analyze -A` prints of a mesh, and why something of it could not be read, if so: for what shows an analysis among
 * other things. `timeout` is in milliseconds.
 */
export async function meshAnalysis(flags: MeshFlagValues, timeout: number): Promise<string> {
  const {istioNamespace} = flags;
  const wanted = {namespace: '', allNamespaces: true, analyzers, revision: '', istioNamespace, timeout, compat: false};
  const {live} = await withMesh(flags, (clusters) => readLiveMesh(clusters, wanted));
  const deadline = Date.now() + timeout;
  const analysis = await analyzeFiles({
    files: [],
    analyzers,
    defaultNamespace: '',
    istioNamespace,
    meshConfig: defaultMeshConfig,
    complete: false,
    ...(live && {live}),
    compat: false,
    unknownFields: true,
    now: now(),
    outOfTime: () => Date.now() > deadline,
  });
  const problems = [...(live?.problems ?? []), ...(live?.unread ?? []).map(({kind, text}) => `${kind}: ${text}`)];
  const text = messageWriters.log(ordered(analysis.messages), {colour: false, showCluster: analysis.several});
  return `${text}${problems.map((problem) => `Warning: ${problem}\n`).join('')}`;
}
