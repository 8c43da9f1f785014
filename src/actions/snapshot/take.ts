// SPDX-License-Identifier: Apache-2.0
import {setMaxListeners} from 'node:events';
import {type CollectOptions, collect} from '../../bug-report/collect.js';
import {type Fetch, failedFetch} from '../../bug-report/fetch.js';
import {rightsNeeded} from '../../check/facts.js';
import {now} from '../../cli/clock.js';
import {openCluster} from '../../cli/cluster.js';
import type {FlagValues, globalFlags} from '../../cli/flags/global.js';
import type {snapshotFlags} from '../../cli/flags/snapshot.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {knock, XDS_PORT} from '../../io/istiod/reachable.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {type SnapshotFolder, snapshotFolder} from '../../io/snapshot/folder.js';
import {rightsToCreate} from '../../precheck/cluster-checks.js';
import {quantity} from '../../quantity.js';
import type {MissingPart, SnapshotManifest} from '../../snapshot/manifest.js';
import {MANIFEST} from '../../snapshot/paths.js';
import {containersIn, proxyIds, rightsFetch} from '../../snapshot/take/fetches.js';
import {istiodFetches, portFetches, proxyConfigFetches} from '../../snapshot/take/istiods.js';
import {snapshotKinds} from '../../snapshot/take/kinds.js';
import {missingPart} from '../../snapshot/take/missing.js';
import {objectFetches} from '../../snapshot/take/objects.js';
import {podFetches} from '../../snapshot/take/pods.js';
import {timeLimit} from '../../time-limit.js';
import {ISTIO_VERSION} from '../../version/client-version.js';
import {missingText} from '../../writer/snapshot/missing.js';
import {conversationWith} from './istiods.js';

export type SnapshotFlags = Omit<FlagValues<typeof globalFlags>, 'namespace'> & FlagValues<typeof snapshotFlags>;

const MIB = 1 << 20;
/** Milliseconds between two lines that say how far it is. */
const PROGRESS_EVERY = 5000;

/** Saves what is to be known of a mesh in an archive that `--from` reads. */
export async function takeSnapshot(session: Session, flags: SnapshotFlags): Promise<ExitCode> {
  const startedAt = now();
  const archive = flags.output ?? `snapshot-${startedAt.toISOString().replaceAll(/[-:]|\.\d+/g, '')}.tgz`;
  const {namespace: named, istioNamespace} = flags;
  const namespaces = named && [...new Set([istioNamespace, ...named])].sort();
  const cluster = await openCluster(flags);
  try {
    const {kinds} = await cluster.kinds();
    const serverVersion = await cluster.serverVersion();
    const folder = snapshotFolder(archive, {resume: flags.resume ?? false});
    const limit = timeLimit(flags.timeout || Number.POSITIVE_INFINITY);
    const signal = AbortSignal.any([session.interrupted, limit.signal]);
    // Every fetch listens to it.
    setMaxListeners(0, signal);
    const {phases, proxies} = await planOf(cluster, flags, namespaces, kinds);
    const missing: MissingPart[] = [];
    const room = {bytes: flags['max-size'] * MIB};
    for (const phase of phases) missing.push(...(await collected(session, folder, phase, {room, signal})));
    const files = phases.flatMap(({fetches}) => fetches).length - missing.length;
    limit.clear();
    if (session.interrupted.aborted) throw interrupted(folder);
    const {cluster: name, context, server, user, namespace} = cluster.origin;
    const manifest: SnapshotManifest = {
      ...{apiVersion: 'istioctl/v1', kind: 'Snapshot', istioctl: ISTIO_VERSION, istioNamespace},
      ...{startedAt: startedAt.toISOString(), takenAt: now().toISOString()},
      ...(namespaces && {namespaces}),
      cluster: {cluster: name, context, server, user, namespace},
      ...{serverVersion, kinds, missing},
    };
    await written(folder, MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
    await folder.pack();
    session.print(`${archive}\n`);
    session.say(`Saved ${quantity(proxies, 'proxy', 'proxies')} and ${quantity(files, 'file')}`);
    if (missing.length > 0) session.say(missingText(missing, archive));
    return signal.aborted ? ExitCode.TimedOut : ExitCode.Ok;
  } finally {
    cluster.close();
  }
}

/** What is fetched together, so many at a time. */
interface Phase {
  fetches: Fetch[];
  concurrency: number;
}

/** Everything that is to be had, what tells most first. */
async function planOf(
  cluster: ConnectedCluster,
  flags: SnapshotFlags,
  namespaces: readonly string[] | undefined,
  served: SnapshotManifest['kinds'],
): Promise<{phases: Phase[]; proxies: number}> {
  const {istioNamespace, since, concurrency} = flags;
  const containers = await containersIn(cluster, namespaces);
  const proxies = proxyIds(containers);
  const istiods = containers.filter(({role}) => role === 'istiod').map(({namespace, pod}) => ({namespace, name: pod}));
  const {conversation, problem} = await conversationWith(cluster, istioNamespace);
  const pods = podFetches(cluster, containers, {
    adminPort: flags['proxy-admin-port'],
    sinceSeconds: since === undefined ? undefined : Math.ceil(since / 1000),
  });
  const fetches = [
    ...portFetches(istiods, XDS_PORT, async (metadata) => {
      const problem = await knock(cluster, {metadata});
      if (problem) throw problem;
    }),
    ...objectFetches(cluster, snapshotKinds(served), namespaces),
    rightsFetch(cluster, [...rightsNeeded(istioNamespace), ...rightsToCreate(istioNamespace)]),
    ...(problem ? [failedFetch('the answers of istiods over their discovery streams', 'xds', problem)] : []),
  ];
  const phases = [
    // Who is connected is among what istiods answer: one question at a time, so as not to meet ourselves.
    {fetches: istiodFetches(conversation, istioNamespace), concurrency: 1},
    {fetches, concurrency},
    {fetches: pods, concurrency},
    {fetches: proxyConfigFetches(conversation, istioNamespace, proxies), concurrency},
  ];
  return {phases, proxies: proxies.length};
}

/** Fetches what is not there yet, and returns what could not be had. */
async function collected(
  session: Session,
  folder: SnapshotFolder,
  {fetches, concurrency}: Phase,
  {room, signal}: {room: {bytes: number}; signal: AbortSignal},
): Promise<MissingPart[]> {
  const wanted = fetches.filter(({path}) => !folder.has(path));
  let begun = 0;
  const timer = setInterval(
    () => session.say(`${begun} of ${quantity(wanted.length, 'file')} fetched`),
    PROGRESS_EVERY,
  );
  const options: CollectOptions = {
    concurrency,
    largestFile: room.bytes,
    largestReport: room.bytes,
    signal,
    create(path) {
      begun++;
      const file = folder.create(path);
      const add = (text: string): Promise<void> => {
        room.bytes -= Buffer.byteLength(text);
        return file.add(text);
      };
      return {...file, add};
    },
  };
  try {
    return (await collect(wanted, options)).map(missingPart);
  } finally {
    clearInterval(timer);
  }
}

async function written(folder: SnapshotFolder, path: string, text: string): Promise<void> {
  const file = folder.create(path);
  await file.add(text);
  await file.close();
}

function interrupted({path}: SnapshotFolder): IstioctlError {
  return new IstioctlError('interrupted', {
    exitCode: ExitCode.Interrupted,
    hint: `what was fetched is in ${path}; the same command with --resume goes on`,
  });
}
