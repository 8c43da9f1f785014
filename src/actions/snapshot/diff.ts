// SPDX-License-Identifier: Apache-2.0
import {collectCertificates} from '../../certs/collect.js';
import {type CertificateRow, judge} from '../../certs/judge.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {openSnapshot} from '../../cli/snapshot.js';
import {type ConfigDump, readConfigDump} from '../../envoy/dump/config-dump.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {Proxy} from '../../fleet/proxy.js';
import {type ChangedProxy, groupChanges} from '../../preview/change/groups.js';
import {diffDumps} from '../../proxy-diff/diff.js';
import type {ResourceType} from '../../proxy-diff/resources.js';
import {certificateChanges} from '../../snapshot/diff/certificates.js';
import {objectDiff} from '../../snapshot/diff/objects.js';
import {podChanges} from '../../snapshot/diff/pods.js';
import {isSame, type SnapshotDiff} from '../../snapshot/diff/report.js';
import type {SnapshotContent} from '../../snapshot/read/content.js';
import {snapshotDiffJson} from '../../writer/snapshot/diff-json.js';
import {snapshotDiffText} from '../../writer/snapshot/diff-text.js';
import {withLiveSource} from '../proxies/source.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};
const COMPARED: readonly ResourceType[] = ['cluster', 'listener', 'route', 'endpoint', 'ecds'];

const WRITERS = {text: snapshotDiffText, json: snapshotDiffJson} as const;

export type SnapshotDiffFlags = GlobalFlagValues & {output: string; 'proxy-admin-port': number};

/** What a snapshot holds of proxies. */
interface Proxies {
  dumps: Map<string, ConfigDump>;
  certificates: CertificateRow[];
  /** What could not be read, and why. */
  unread: string[];
}

/** Prints what changed between two snapshots: 0 where nothing did, 1 where something did, 80 where not all was compared. */
export async function diffSnapshots(
  session: Session,
  [older, newer]: readonly [string, string],
  flags: SnapshotDiffFlags,
): Promise<ExitCode> {
  const [before, after] = [await openSnapshot(older), await openSnapshot(newer)];
  const [old, renewed] = [await proxiesIn(before, flags), await proxiesIn(after, flags)];
  const objects = objectDiff(before, after);
  const changed: ChangedProxy[] = [...renewed.dumps].flatMap(([name, dump]) => {
    const was = old.dumps.get(name);
    const diff = was && diffDumps(was, dump, COMPARED);
    return diff && diff.changes.length > 0 ? [{name, diff}] : [];
  });
  const diff: SnapshotDiff = {
    before: headOf(before),
    after: headOf(after),
    objects: objects.changes,
    pods: podChanges(before.objects(POD) ?? [], after.objects(POD) ?? []),
    proxies: {total: renewed.dumps.size, changed: changed.length, groups: groupChanges(changed)},
    certificates: certificateChanges(old.certificates, renewed.certificates),
    notCompared: [...objects.notCompared, ...old.unread, ...renewed.unread],
  };
  session.print(WRITERS[flags.output === 'json' ? 'json' : 'text'](diff));
  for (const part of diff.notCompared) session.say(`not compared: ${part}`);
  if (diff.notCompared.length > 0) return ExitCode.NotChecked;
  return isSame(diff) ? ExitCode.Ok : ExitCode.Failed;
}

function headOf({name, takenAt}: SnapshotContent): {name: string; takenAt: string} {
  return {name, takenAt: takenAt.toISOString()};
}

async function proxiesIn({name: from, takenAt: now}: SnapshotContent, flags: SnapshotDiffFlags): Promise<Proxies> {
  return withLiveSource({...flags, from, namespace: undefined}, async (source, cluster) => {
    const dumps = new Map<string, ConfigDump>();
    const unread: string[] = [];
    const all = await source.find({targets: [], namespace: undefined, labels: undefined, roles: []});
    for (const proxy of all) {
      const dump = await dumpOf(source, proxy).catch(told(unread, `${from}: proxy ${proxy.name}.${proxy.namespace}`));
      if (dump) dumps.set(`${proxy.name}.${proxy.namespace}`, dump);
    }
    const {istioNamespace} = flags;
    const request = {cluster, source, namespace: undefined, istioNamespace, concurrency: 4, timeout: 60_000};
    const holdings = await collectCertificates(request).catch(told(unread, `${from}: certificates`));
    // Of proxies that could not be read it was told already.
    const certificates = holdings ? judge(holdings, {now, window: 0, withRoots: false}) : [];
    return {dumps, certificates, unread};
  });
}

async function dumpOf(
  source: Parameters<Parameters<typeof withLiveSource>[1]>[0],
  proxy: Proxy,
): Promise<ConfigDump | undefined> {
  const text = await source.ask(proxy, {path: 'config_dump?include_eds=true', part: 'config_dump'});
  return text && readConfigDump(text);
}

/** Notes a failure, and goes on without what failed. */
function told(unread: string[], what: string) {
  return (error: unknown): undefined => {
    if (!(error instanceof IstioctlError)) throw error;
    unread.push(`${what}: ${error.message}`);
  };
}
