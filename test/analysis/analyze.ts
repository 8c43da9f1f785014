// SPDX-License-Identifier: Apache-2.0

import {analyzers} from '../../src/analysis/analyzers/index.js';
import {defaultMeshConfig} from '../../src/analysis/model/mesh-config.js';
import {analyzeFiles, type FilesAnalysisRequest} from '../../src/analysis/run/analyze-files.js';
import {ordered, textLine} from '../../src/analysis/run/order.js';

/** When the tests' certificates are held against; from-2020-to-2040.pem is valid then. */
export const NOW = new Date('2030-01-01T00:00:00Z');

/** Every analyzer over files that are the whole cluster; what differs is said by `changes`. */
export function analyze(text: string, changes: Partial<FilesAnalysisRequest> = {}) {
  return analyzeFiles({
    files: [{name: 'a.yaml', text}],
    analyzers,
    defaultNamespace: '',
    istioNamespace: 'istio-system',
    meshConfig: defaultMeshConfig,
    complete: true,
    compat: false,
    unknownFields: true,
    now: NOW,
    ...changes,
  });
}

/** The messages as lines, in their order. */
export async function linesOf(text: string, changes: Partial<FilesAnalysisRequest> = {}): Promise<string[]> {
  return ordered((await analyze(text, changes)).messages).map(textLine);
}
