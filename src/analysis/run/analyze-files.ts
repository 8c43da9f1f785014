// SPDX-License-Identifier: Apache-2.0

import {impliedMachines, impliedPods} from '../index/implied-pods.js';
import {assumedIngress} from '../index/ingress.js';
import {meshMapIn, readMeshMap} from '../index/mesh-map.js';
import {twinMessages} from '../index/twins.js';
import type {AnalyzerEntry, Input} from '../model/analyzer.js';
import {podKinds} from '../model/kind-groups.js';
import {kinds, wantedKinds} from '../model/kinds.js';
import type {MeshConfig, MeshNetworks} from '../model/mesh-config.js';
import type {Message} from '../model/message.js';
import type {KindName, Resource} from '../model/resource.js';
import {indexResources} from '../model/resources.js';
import {unknownFieldMessages} from '../model/unknown-fields.js';
import {unknownKindMessages} from '../model/unknown-kinds.js';
import {PRIMARY, type UnreadKind} from '../sources/cluster.js';
import type {MeshContent} from '../sources/clusters.js';
import {type FileErrors, type FileResources, readFiles, type SourceFile} from '../sources/files.js';
import {type Analysis, runAnalyzers} from './run.js';

export interface FilesAnalysisRequest {
  files: readonly SourceFile[];
  analyzers: readonly AnalyzerEntry[];
  /** For resources that name none; empty for none. */
  defaultNamespace: string;
  istioNamespace: string;
  meshConfig: MeshConfig;
  /** The mesh configuration was given outright; that of a ConfigMap among the files does not count then. */
  meshGiven?: boolean;
  /** The networks of the mesh, given outright; those of its ConfigMap do not count then. */
  meshNetworks?: MeshNetworks | undefined;
  /** The files are the whole cluster: what they do not hold does not exist. */
  complete: boolean;
  /** Findings have to be those of the Go istioctl 1.30: nothing is implied, and no defaults are filled in. */
  compat: boolean;
  /** What stands in the cluster, or in several; of that files are as if they were applied to it. */
  live?: MeshContent;
  /** Say which fields the kinds do not have. */
  unknownFields: boolean;
  now: Date;
  outOfTime?: () => boolean;
}

export interface FilesAnalysis extends Analysis {
  fileErrors: FileErrors[];
  /** Why the mesh's own ConfigMap was left aside. */
  meshProblems: string[];
  /** There is more than one cluster: messages say which one they are about. */
  several: boolean;
}

/** Analyzes the resources of files, and of a cluster where there is one. */
export async function analyzeFiles(request: FilesAnalysisRequest): Promise<FilesAnalysis> {
  const {istioNamespace, live} = request;
  const believed = kindsOfFiles(request.analyzers, request.complete);
  const read = readFiles(request.files, {
    kinds: new Set([...believed, ...partialKinds(request.analyzers)]),
    defaultNamespace: request.defaultNamespace,
    compat: request.compat,
  });
  const mesh = await readMeshMap(
    request.complete ? meshMapIn(read.resources, istioNamespace) : live?.meshMap,
    request.meshConfig,
  );
  const meshConfig = request.meshGiven ? request.meshConfig : mesh.config;
  const assumed = request.complete ? assumedIngress(meshConfig, istioNamespace, request) : [];
  const implied = request.compat ? [] : impliedBy(read, request);
  const provided = live ? readKinds(request.analyzers, live.unread) : believed;
  const resources = indexResources([...read.resources, ...(live?.resources ?? []), ...assumed, ...implied], {
    provided,
    whole: wholeKinds(provided, request),
    now: request.now,
    meshConfig,
    meshNetworks: request.meshNetworks ?? mesh.networks,
    istioNamespace,
    compat: request.compat,
  });
  const analysis = await runAnalyzers(request.analyzers, resources, {
    ...(request.outOfTime && {outOfTime: request.outOfTime}),
  });
  const found = implied.length === 0 ? analysis.messages : analysis.messages.filter(aboutWhatIsWritten);
  const unknown = request.unknownFields ? unknownFieldMessages(read.unknownFields) : [];
  const unknownKinds = request.compat ? [] : unknownKindMessages(read.unknownKinds);
  const twins = request.compat ? [] : twinMessages(read.twins);
  const messages = [...found, ...unknown, ...unknownKinds, ...twins];
  return {
    ...analysis,
    ...(live && outOfTime(analysis, live.unread)),
    messages: live?.several ? messages.map(inPrimary) : messages,
    fileErrors: read.errors,
    meshProblems: mesh.problems,
    several: live?.several ?? false,
  };
}

/** What is written nowhere and will be there all the same. */
function impliedBy({resources, promised}: FileResources, {complete, live}: FilesAnalysisRequest): Resource[] {
  const machines = impliedMachines([...resources, ...(live?.resources ?? [])]);
  return [...(complete ? impliedPods(resources) : []), ...machines, ...promised];
}

function aboutWhatIsWritten({subject}: Message): boolean {
  return !(subject && 'implied' in subject && subject.implied);
}

/** An analyzer whose resources could not be read in time is one that had no time. */
function outOfTime({skipped, unfinished}: Analysis, unread: readonly UnreadKind[]): Partial<Analysis> {
  const late = new Set<Input>(unread.filter(({reason}) => reason === 'no time').map(({kind}) => kind));
  const isLate = ({missing}: Analysis['skipped'][number]): boolean => missing.some((input) => late.has(input));
  return {
    skipped: skipped.filter((entry) => !isLate(entry)),
    unfinished: [...skipped.filter(isLate).map(({analyzer}) => analyzer), ...unfinished],
  };
}

/** What stands in no cluster of its own is about the cluster of the control plane. */
function inPrimary(message: Message): Message {
  const {subject} = message;
  if (!subject || subject.cluster !== undefined) return message;
  return {...message, subject: {...subject, cluster: PRIMARY}};
}

/** What analyzers read that do with a part of the cluster: of any file, core kinds too. */
function partialKinds(analyzers: readonly AnalyzerEntry[]): ReadonlySet<KindName> {
  return wantedKinds(analyzers.filter(({knows}) => knows === 'any'));
}

/** What analyzers read, but for the kinds that files are not believed about unless they are the whole cluster. */
function kindsOfFiles(analyzers: readonly AnalyzerEntry[], complete: boolean): ReadonlySet<KindName> {
  const wanted = wantedKinds(analyzers);
  // The mesh describes itself in a ConfigMap.
  if (complete) wanted.add('ConfigMap');
  if (complete && wanted.has('Pod')) for (const kind of podKinds) wanted.add(kind);
  return new Set(kinds.filter(({name, core}) => wanted.has(name) && (complete || !core)).map(({name}) => name));
}

/** Of a cluster that could not be read anything may exist. */
function wholeKinds(provided: ReadonlySet<KindName>, {live, complete}: FilesAnalysisRequest): ReadonlySet<KindName> {
  if (!live) return complete ? provided : new Set();
  return new Set([...provided].filter((kind) => !live.partial.has(kind)));
}

/** What analyzers read, but for what could not be read. */
function readKinds(analyzers: readonly AnalyzerEntry[], unread: readonly UnreadKind[]): ReadonlySet<KindName> {
  const read = wantedKinds(analyzers);
  for (const {kind} of unread) read.delete(kind);
  return read;
}
