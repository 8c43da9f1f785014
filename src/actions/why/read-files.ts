// SPDX-License-Identifier: Apache-2.0

import {readConfigDump, whatIsThere} from '../../envoy/dump/config-dump.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {readDumpFile} from '../../io/dump-file.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {findValidatedFiles, readResourceFile} from '../../io/resource-files.js';
import type {Terminal} from '../../io/terminal.js';
import {decodeText} from '../../io/text-file.js';
import {type EndpointHealth, endpointHealth, type ProxyDump, proxyDump} from '../../why/facts/dumps.js';
import {readObjects} from '../../why/facts/read-objects.js';
import {readStats} from '../../why/facts/stats.js';
import type {LogFile} from '../../why/log/read-log.js';

/** Reads the objects of files, folders and standard input. Throws an IstioctlError (65) that names what cannot be read. */
export async function readObjectFiles(names: readonly string[], terminal: Terminal): Promise<KubeObject[]> {
  const {files, missing} = findValidatedFiles(names);
  const [first] = missing;
  if (first) throw new IstioctlError(first.problem, {exitCode: ExitCode.UnreadableInput});
  const found: KubeObject[] = [];
  for (const name of files) {
    const text = name === '-' ? decodeText(await terminal.readStdinBytes(), 'standard input') : readResourceFile(name);
    found.push(...readObjects({name, text}));
  }
  return found;
}

/** Reads logs, which may be gzipped. Throws an IstioctlError (65) that names what cannot be read. */
export async function readLogFiles(names: readonly string[], terminal: Terminal): Promise<LogFile[]> {
  const files: LogFile[] = [];
  for (const name of names) {
    const {bytes, name: shown} = await readDumpFile(name, terminal);
    // A log that was cut in the middle of a letter is still a log.
    files.push({name: shown, text: bytes.toString('utf8')});
  }
  return files;
}

/** Config dumps and answers to /clusters, each by what it is. */
export interface DumpFiles {
  dumps: ProxyDump[];
  health: Map<string, readonly EndpointHealth[]>;
}

/** Reads dumps of proxies. Throws an IstioctlError (65) for what is neither a config dump nor Envoy's clusters. */
export async function readDumpFiles(names: readonly string[], terminal: Terminal): Promise<DumpFiles> {
  const dumps: ProxyDump[] = [];
  const health = new Map<string, readonly EndpointHealth[]>();
  for (const name of names) {
    const file = await readDumpFile(name, terminal);
    const dump = readConfigDump(file);
    if (dump.sections.length > 0) dumps.push(proxyDump(dump));
    else if (dump.keys.includes('cluster_statuses') || dump.keys.includes('clusterStatuses')) {
      for (const [cluster, hosts] of endpointHealth(file)) health.set(cluster, hosts);
    } else {
      throw new IstioctlError(`${file.name}: not a config dump and not /clusters of an Envoy`, {
        ...whatIsThere(dump),
        exitCode: ExitCode.UnreadableInput,
      });
    }
  }
  return {dumps, health};
}

/** Reads counters of proxies as Envoy's /stats prints them. Throws an IstioctlError (65) for what cannot be read. */
export async function readStatsFiles(names: readonly string[], terminal: Terminal): Promise<Map<string, number>> {
  const texts = await readLogFiles(names, terminal);
  return readStats(texts.map(({text}) => text));
}
