// SPDX-License-Identifier: Apache-2.0
import type {PodFlagValues} from '../../cli/cluster.js';
import type {XdsFlagValues} from '../../cli/flags/istiod.js';
import type {PreviewFlagValues} from '../../cli/flags/preview.js';
import {nodeId, workloadName} from '../../envoy/bootstrap.js';
import {type ConfigDump, readConfigDump} from '../../envoy/dump/config-dump.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {type Proxy, proxyName} from '../../fleet/proxy.js';
import {readDumpFile} from '../../io/dump-file.js';
import {isFolder, isThere} from '../../io/files.js';
import type {readSnapshot} from '../../io/snapshot-folder.js';
import type {Terminal} from '../../io/terminal.js';
import {adminPage, askProxy} from './dump.js';

/** Two states of one proxy, or of two proxies; what only one side has is undefined on the other. */
export interface ComparedProxy {
  /** The proxy, where a whole snapshot is compared. */
  name?: string;
  before?: ConfigDump;
  after?: ConfigDump;
  /** Why there is nothing to compare: the proxy did not answer when a snapshot was taken. */
  problem?: string;
  /** What the comparison ends with where a side is simulated, and not all of it can be. */
  exitCode?: ExitCode | undefined;
}

type Snapshot = ReturnType<typeof readSnapshot>;
type Side = {snapshot: Snapshot} | {dump: ConfigDump} | {pod: string} | {istiod: true} | {preview: true};
type SideFlags = PodFlagValues & PreviewFlagValues & XdsFlagValues & {'proxy-admin-port': number};

/** The word for what istiod would have a proxy have. */
export const ISTIOD = 'istiod';

/** The word for what istiod would have a proxy have in the mesh of the files that `--config` names, or of the cluster. */
export const PREVIEW = 'preview';

/**
 * What two words of a command line mean: a file, a snapshot, the folder of one proxy in it, a pod, or istiod. A snapshot
 * is compared with another proxy by proxy, and with a pod as it was then; istiod is asked for what the other side is.
 * Throws an IstioctlError for what is none of these, and where a proxy or istiod does not answer.
 */
export async function* comparedProxies(
  a: string,
  b: string,
  flags: SideFlags,
  terminal: Terminal,
): AsyncGenerator<ComparedProxy> {
  const [before, after] = [await sideOf(a, terminal), await sideOf(b, terminal)];
  if ('snapshot' in before && 'snapshot' in after) yield* snapshots(before.snapshot, after.snapshot);
  else if ('preview' in after)
    yield againstPreview(before, await dumpOf(before, after, flags), {flags, terminal}, 'after');
  else if ('preview' in before)
    yield againstPreview(after, await dumpOf(after, before, flags), {flags, terminal}, 'before');
  else if ('istiod' in after) yield againstIstiod(await dumpOf(before, after, flags), flags, 'after');
  else if ('istiod' in before) yield againstIstiod(await dumpOf(after, before, flags), flags, 'before');
  else yield {before: await dumpOf(before, after, flags), after: await dumpOf(after, before, flags)};
}

async function againstIstiod(dump: ConfigDump, flags: SideFlags, side: 'before' | 'after'): Promise<ComparedProxy> {
  const [, , id = ''] = nodeId(dump).split('~');
  if (id === '') {
    throw new IstioctlError(`${dump.text.name} does not say which proxy it is of`, {
      exitCode: ExitCode.NotChecked,
      hint: 'take the dump again, with the bootstrap in it',
    });
  }
  const {istiodDump} = await import('./istiod-side.js');
  const told = await istiodDump(id, flags);
  return side === 'after' ? {before: dump, after: told} : {before: told, after: dump};
}

/** The pod is the one that the command line names, or that the dump is of; else another pod of its workload. */
async function againstPreview(
  other: Side,
  dump: ConfigDump,
  {flags, terminal}: {flags: SideFlags; terminal: Terminal},
  side: 'before' | 'after',
): Promise<ComparedProxy> {
  const {config} = flags;
  const {firstPreviewed} = await import('../preview/proxy.js');
  const targets = ['pod' in other ? other.pod : undefined, ...targetsOf(dump)].filter((one) => one !== undefined);
  const {text, exitCode} = await firstPreviewed(targets, {config, flags}, terminal);
  const simulated = readConfigDump(text);
  return {...(side === 'after' ? {before: dump, after: simulated} : {before: simulated, after: dump}), exitCode};
}

/** How files may name the proxy that a dump is of. */
function targetsOf(dump: ConfigDump): string[] {
  const [, , pod = ''] = nodeId(dump).split('~');
  if (pod === '') return [];
  const workload = workloadName(dump);
  return [pod, ...(workload === '' ? [] : [`deployment/${workload}.${pod.slice(pod.lastIndexOf('.') + 1)}`])];
}

async function sideOf(word: string, terminal: Pick<Terminal, 'readStdinBytes'>): Promise<Side> {
  if (word === ISTIOD) return {istiod: true};
  if (word === PREVIEW) return {preview: true};
  if (isFolder(word)) return folderSide(word, terminal);
  // Pods are called like files, but for endings and leading dots.
  const isPod = !isThere(word) && word !== '-' && !/^[./]|\.(json|gz)$/.test(word);
  return isPod ? {pod: word} : {dump: readConfigDump(await readDumpFile(word, terminal))};
}

async function folderSide(folder: string, terminal: Pick<Terminal, 'readStdinBytes'>): Promise<Side> {
  const {readSnapshot, dumpIn} = await import('../../io/snapshot-folder.js');
  const file = dumpIn(folder);
  return file === undefined
    ? {snapshot: readSnapshot(folder)}
    : {dump: readConfigDump(await readDumpFile(file, terminal))};
}

/** The dump of one side; of a snapshot the proxy that the other side is. */
async function dumpOf(side: Side, other: Side, flags: SideFlags): Promise<ConfigDump> {
  if ('dump' in side) return side.dump;
  if ('pod' in side) return readConfigDump(await askProxy(side.pod, adminPage.everything, flags));
  if ('istiod' in side) throw notWith('istiod');
  if ('preview' in side) throw notWith('a preview');
  const name = 'pod' in other ? other.pod : '';
  const proxy = side.snapshot.proxies.find((each) => name === each.name || name === proxyName(each));
  if (proxy) return readConfigDump(side.snapshot.read(proxy, 'config_dump'));
  const known = side.snapshot.proxies.slice(0, 5).map(proxyName).join(', ');
  throw new IstioctlError(`the snapshot has no proxy ${JSON.stringify(name)}`, {
    exitCode: ExitCode.NotChecked,
    hint: `a snapshot is compared with a snapshot or with one of its pods: ${known}`,
  });
}

function notWith(what: string): IstioctlError {
  return new IstioctlError(`${what} is compared with a pod or the dump of one`, {exitCode: ExitCode.Usage});
}

/** Proxies that did not answer when either snapshot was taken come last: nobody knows whether they differ. */
function* snapshots(before: Snapshot, after: Snapshot): Generator<ComparedProxy> {
  const [old, renewed] = [byName(before), byName(after)];
  const names = [...new Set([...old.keys(), ...renewed.keys()])].sort();
  const silent = (name: string): string | undefined => old.get(name)?.problem ?? renewed.get(name)?.problem;
  for (const name of names) {
    if (silent(name) !== undefined) continue;
    const [was, is] = [old.get(name), renewed.get(name)];
    yield {
      name,
      ...(was && {before: readConfigDump(before.read(was, 'config_dump'))}),
      ...(is && {after: readConfigDump(after.read(is, 'config_dump'))}),
    };
  }
  for (const name of names) {
    const problem = silent(name);
    if (problem !== undefined) yield {name, problem};
  }
}

function byName({proxies}: Snapshot): Map<string, Proxy> {
  return new Map(proxies.map((proxy) => [proxyName(proxy), proxy]));
}
