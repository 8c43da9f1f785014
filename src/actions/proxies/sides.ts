// SPDX-License-Identifier: Apache-2.0
import type {PodFlagValues} from '../../cli/cluster.js';
import type {XdsFlagValues} from '../../cli/flags/istiod.js';
import {nodeId} from '../../envoy/bootstrap.js';
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
}

type Snapshot = ReturnType<typeof readSnapshot>;
type Side = {snapshot: Snapshot} | {dump: ConfigDump} | {pod: string} | {istiod: true};
type SideFlags = PodFlagValues & XdsFlagValues & {'proxy-admin-port': number};

/** The word for what istiod would have a proxy have. */
export const ISTIOD = 'istiod';

/**
 * What two words of a command line mean: a file, a snapshot, the folder of one proxy in it, a pod, or istiod. A snapshot
 * is compared with another proxy by proxy, and with a pod as it was then; istiod is asked for what the other side is.
 * Throws an IstioctlError for what is none of these, and where a proxy or istiod does not answer.
 */
export async function* comparedProxies(
  a: string,
  b: string,
  flags: SideFlags,
  terminal: Pick<Terminal, 'readStdinBytes'>,
): AsyncGenerator<ComparedProxy> {
  const [before, after] = [await sideOf(a, terminal), await sideOf(b, terminal)];
  if ('snapshot' in before && 'snapshot' in after) yield* snapshots(before.snapshot, after.snapshot);
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

async function sideOf(word: string, terminal: Pick<Terminal, 'readStdinBytes'>): Promise<Side> {
  if (word === ISTIOD) return {istiod: true};
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
  if ('istiod' in side) throw notWithIstiod();
  const name = 'pod' in other ? other.pod : '';
  const proxy = side.snapshot.proxies.find((each) => name === each.name || name === proxyName(each));
  if (proxy) return readConfigDump(side.snapshot.read(proxy, 'config_dump'));
  const known = side.snapshot.proxies.slice(0, 5).map(proxyName).join(', ');
  throw new IstioctlError(`the snapshot has no proxy ${JSON.stringify(name)}`, {
    exitCode: ExitCode.NotChecked,
    hint: `a snapshot is compared with a snapshot or with one of its pods: ${known}`,
  });
}

function notWithIstiod(): IstioctlError {
  return new IstioctlError('istiod is compared with a pod or the dump of one', {exitCode: ExitCode.Usage});
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
