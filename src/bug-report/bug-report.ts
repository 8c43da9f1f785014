// SPDX-License-Identifier: Apache-2.0
import type {Cluster} from '../io/kube/cluster.js';
import type {PodAccess} from '../io/kube/pods/pod-access.js';
import {clusterFetches} from './cluster-fetches.js';
import {type CollectOptions, collect, type Gap} from './collect.js';
import {type MeshContainer, meshContainers, pathOf} from './containers.js';
import {type Fetch, inOnePiece} from './fetch.js';
import {summaryOfLogs} from './log-summary.js';
import {type MeshOptions, meshFetches} from './mesh-fetches.js';
import {isChosen, type Selection} from './selection.js';
import {versionsText} from './versions.js';

export interface BugReportRequest extends Omit<MeshOptions, 'logs'> {
  istioNamespace: string;
  include: readonly Selection[];
  exclude: readonly Selection[];
  fullSecrets: boolean;
  skipClusterDump: boolean;
  criticalErrors: readonly string[];
  ignoredErrors: readonly string[];
  /** The version of this program, as the report tells it. */
  clientVersion: string;
  /** Analyzes all namespaces; undefined leaves that out. */
  analyze: (() => Promise<string>) | undefined;
}

export interface BugReportRun {
  collect: CollectOptions;
  /** Talk that the report keeps, too; line ends are its own. */
  say(text: string): void;
  /** Asks istiods for their versions and those of their proxies, by `pod.namespace`. */
  reportedVersions(): Promise<ReadonlyMap<string, string>>;
}

/**
 * Collects everything for a report, control plane and logs before what is only nice to have. What could not be had is
 * told in the answer; only what the whole report rests on throws: the list of pods.
 */
export async function makeBugReport(
  cluster: Cluster & PodAccess,
  request: BugReportRequest,
  {collect: options, say, reportedVersions}: BugReportRun,
): Promise<Gap[]> {
  const namespaces = concreteNamespaces(request);
  const containers = (await listContainers(cluster, namespaces)).filter((container) => isChosen(container, request));
  const reported = await reportedVersions();
  say(versionsText(request.clientVersion, containers, reported, MARK));
  say(
    `\n\n${MARK}Fetching logs for the following containers:\n\n${containers.map((each) => `${pathOf(each)}\n`).join('')}\n`,
  );
  const logs = summaryOfLogs(request.criticalErrors, request.ignoredErrors);
  const mesh = meshFetches(cluster, containers, {...request, logs});
  const fetches: Fetch[] = [
    textFile('versions', async () => versionsText(request.clientVersion, containers, reported)),
    ...mesh,
    ...(request.skipClusterDump ? [] : clusterFetches(cluster, {...request, namespaces})),
  ];
  const gaps = await collect(fetches, options);
  const {analyze} = request;
  const analysis = textFile('analyze/allNamespaces/allNamespaces', async () => {
    say(`${MARK}Running Istio analyze on all namespaces and report as below:\n`);
    const text = (await analyze?.()) ?? '';
    say(`\n${MARK}Analysis Report:\n${text}\n`);
    return text;
  });
  const last = [...(analyze === undefined ? [] : [analysis]), textFile('log-summary', async () => logs.text())];
  return [...gaps, ...(await collect(last, options))];
}

function textFile(path: string, text: () => Promise<string>): Fetch {
  return {title: path, path, read: () => inOnePiece(text())};
}

/** Stands before what the report tells of itself. */
export const MARK = '✅ ';

const POD = {apiVersion: 'v1', kind: 'Pod'};
const REPLICA_SET = {apiVersion: 'apps/v1', kind: 'ReplicaSet'};

async function listContainers(cluster: Cluster, namespaces: readonly string[] | undefined): Promise<MeshContainer[]> {
  const within = namespaces ?? [undefined];
  const [pods, replicaSets] = await Promise.all(
    [POD, REPLICA_SET].map(async (kind) =>
      (await Promise.all(within.map((namespace) => cluster.list(kind, {namespace})))).flat(),
    ),
  );
  return meshContainers(pods ?? [], replicaSets ?? []);
}

/** The namespaces to look into, where all inclusions name theirs; that of the control plane is always one. */
function concreteNamespaces({include, istioNamespace}: BugReportRequest): string[] | undefined {
  const isConcrete = ({namespaces}: Selection): boolean =>
    namespaces.length > 0 && namespaces.every((name) => !/[*?]/.test(name));
  if (include.length === 0 || !include.every(isConcrete)) return undefined;
  return [...new Set([istioNamespace, ...include.flatMap(({namespaces}) => namespaces)])].sort();
}
