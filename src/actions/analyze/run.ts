// SPDX-License-Identifier: Apache-2.0

import {analyzeFiles} from '../../analysis/run/analyze-files.js';
import type {LiveContent, LiveRequest} from '../../analysis/run/live-mesh.js';
import type {SourceFile} from '../../analysis/sources/files.js';
import {now} from '../../cli/clock.js';
import type {AnalyzeFlagValues} from '../../cli/flags/analyze.js';
import {IstioctlError, usageMistake} from '../../errors.js';
import type {Terminal} from '../../io/terminal.js';
import type {Output} from '../../writer/analysis/outputs.js';
import {filesNamed, meshIn, readSources} from './input.js';
import {tell} from './result.js';
import type {AnalysisSettings} from './settings.js';

/** What is to be analyzed, and how. */
export interface Examination {
  /** Files and folders. */
  words: readonly string[];
  flags: AnalyzeFlagValues;
  settings: AnalysisSettings;
  outputs: readonly Output[];
}

/** Files that are the whole cluster leave nothing to ask a cluster for. */
export function isLive({flags, settings}: Examination): boolean {
  return flags['use-kube'] && !settings.complete;
}

/**
 * Analyzes what there is and tells of it. Returns why the command fails, or undefined where it does not. `readLive`
 * answers what stands in the cluster; left out, it is read.
 */
export async function examine(
  asked: Examination,
  terminal: Terminal,
  readLive: () => Promise<LiveContent> = () => readOnce(asked),
): Promise<IstioctlError | undefined> {
  const {flags, settings, outputs} = asked;
  const {chosen, compat, complete} = settings;
  const {istioNamespace, timeout} = flags;
  const named = filesNamed(asked.words, terminal);
  const mesh = await meshIn(flags, compat, terminal);
  const deadline = Date.now() + timeout;
  const sources = await sourcesOf(named, asked, terminal);
  if (!isLive(asked) && sources.length === 0 && mesh.meshConfig.ingressControllerMode === 'OFF') {
    throw usageMistake('at least one file and/or Kubernetes source must be provided');
  }
  const {namespace: own, live} = isLive(asked) ? await readLive() : {namespace: flags.namespace || 'default'};
  for (const problem of live?.problems ?? []) terminal.err(`Warning: ${problem}\n`);
  if (isLive(asked) && !live) {
    terminal.err(`namespace "${flags.namespace ?? ''}" not found\n`);
    return undefined;
  }
  const namespace = flags['all-namespaces'] ? '' : own;
  const analysis = await analyzeFiles({
    files: sources,
    analyzers: chosen,
    defaultNamespace: namespace,
    istioNamespace,
    ...mesh,
    complete,
    ...(live && {live}),
    compat,
    unknownFields: !compat,
    now: now(),
    ...(!compat && {outOfTime: () => Date.now() > deadline}),
  });
  const colour = flags.color ?? terminal.colour;
  const files = sources.map(({name}) => name);
  const view = {
    settings,
    outputs,
    terminal,
    namespace,
    files,
    unread: live?.unread,
    colour,
    verbose: flags.verbose ?? false,
  };
  return tell(analysis, view);
}

/** What is to be analyzed besides a cluster, repaired where that is asked for. */
async function sourcesOf(
  named: readonly string[],
  {flags, settings}: Examination,
  terminal: Terminal,
): Promise<SourceFile[]> {
  const sources = await readSources(named, flags, terminal);
  if (!flags.fix) return sources;
  const {fixSources} = await import('./fix.js');
  return fixSources(sources, {
    suppressions: settings.suppressions,
    defaultNamespace: flags['all-namespaces'] ? '' : flags.namespace || 'default',
    confirmed: flags['skip-confirmation'] ?? false,
    terminal,
  });
}

/** What it takes to ask a cluster is loaded only then. */
async function readOnce(asked: Examination): Promise<LiveContent> {
  const [{readLiveMesh}, {withMesh}] = await Promise.all([
    import('../../analysis/run/live-mesh.js'),
    import('./clusters.js'),
  ]);
  return withMesh(asked.flags, (clusters) => readLiveMesh(clusters, liveRequest(asked)));
}

/** Of the time that an analysis may take, what reading a cluster may; the rest is for what could be read. */
const READING = 0.8;

/** What of a cluster is asked for. */
export function liveRequest({flags, settings: {chosen, compat}}: Examination): LiveRequest {
  const {namespace = '', revision, istioNamespace, timeout} = flags;
  const allNamespaces = flags['all-namespaces'] ?? false;
  return {
    namespace,
    allNamespaces,
    analyzers: chosen,
    revision,
    istioNamespace,
    timeout: timeout * READING,
    compat,
  };
}
