// SPDX-License-Identifier: Apache-2.0
import {chartOf} from '../../src/chart/chart.js';
import {ChartError} from '../../src/chart/error.js';
import {type CompiledChart, type RenderedChart, type RenderInput, renderChart} from '../../src/chart/render.js';
import type {ValueMap} from '../../src/template/compile/value.js';
import type {OracleAnswer, OracleRequest} from './oracle.js';

export const release = {name: 'r', namespace: 'ns', revision: 1, isInstall: true, isUpgrade: false};

/** Renders the request that is also sent to Helm. */
export async function renderFiles(request: OracleRequest, input: Partial<RenderInput> = {}): Promise<RenderedChart> {
  const files = Object.entries(request.files).map(([path, data]) => ({path, data}));
  const values = (request.values ?? {}) as ValueMap;
  const {kubeVersion = 'v1.20.0', apiVersions = []} = request;
  return renderChart(chartOf(files, 'c'), {values, release, kubeVersion, apiVersions, now: Date.now, ...input});
}

export interface Outcome {
  /** All files by path, or `fails`. */
  outcome: string;
  /** What Helm would have said. */
  error?: string;
}

/** Renders a chart that is parsed once with the values of a request that is also sent to Helm. */
export function renderCompiled(chart: CompiledChart, {values, kubeVersion, release}: OracleRequest): Promise<Outcome> {
  return outcomeOfOurs(
    renderChart(chart, {
      values: (values ?? {}) as ValueMap,
      release: {
        name: String(release?.['Name']),
        namespace: String(release?.['Namespace']),
        revision: 0,
        isInstall: false,
        isUpgrade: false,
      },
      kubeVersion: kubeVersion ?? 'v1.20.0',
    }),
  );
}

/** Renders the request that is also sent to Helm. */
export function renderOurs(request: OracleRequest): Promise<Outcome> {
  return outcomeOfOurs(renderFiles(request));
}

/** Errors of ours count as `fails` only if they are meant for users. */
async function outcomeOfOurs(rendered: Promise<RenderedChart>): Promise<Outcome> {
  try {
    const {files, notes} = await rendered;
    return {
      outcome: textOfFiles([...files.map(({path, text}): [string, string] => [path, text]), ['NOTES.txt', notes]]),
    };
  } catch (error) {
    if (!(error instanceof ChartError)) throw error;
    return {outcome: 'fails', error: error.helmText};
  }
}

/** Helm's answer in the same form: partials are not reported, the chart's own notes come last. */
export function outcomeOf(answer: OracleAnswer | undefined): string {
  if (answer?.files === undefined) return 'fails';
  const files = Object.entries(answer.files);
  const notes = files.find(([path]) => /^[^/]+\/templates\/NOTES\.txt$/.test(path))?.[1] ?? '';
  return textOfFiles([...files.filter(([path]) => !path.endsWith('NOTES.txt')), ['NOTES.txt', notes]]);
}

/** Invalid UTF-8 is U+FFFD on Helm's side, after JSON; lone surrogates are the same on ours. */
function textOfFiles(files: [string, string][]): string {
  const shown = files.filter(([path, text]) => path !== 'NOTES.txt' || text !== '');
  return JSON.stringify(
    shown
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, text]) => [path, text.replaceAll(/\p{Surrogate}/gu, '\ufffd')]),
    null,
    1,
  );
}
