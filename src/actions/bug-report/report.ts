// SPDX-License-Identifier: Apache-2.0

import {join, resolve} from 'node:path';
import {type BugReportRequest, MARK, makeBugReport} from '../../bug-report/bug-report.js';
import type {CollectOptions, Gap} from '../../bug-report/collect.js';
import {parseSelection} from '../../bug-report/selection.js';
import {timeWindow} from '../../bug-report/time-window.js';
import {now} from '../../cli/clock.js';
import {openCluster} from '../../cli/cluster.js';
import {bugReportFlags} from '../../cli/flags/bug-report.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import {checkAdminPort} from '../../cli/flags/proxy.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {existingFolder} from '../../io/files.js';
import {type ReportFolder, reportFolder} from '../../io/report-folder.js';
import {timeLimit} from '../../time-limit.js';
import {ISTIO_VERSION} from '../../version/client-version.js';
import {settingsText} from '../../writer/bug-report.js';
import {reportedVersions} from './versions.js';

const NAME = 'bug-report';
const MIB = 1 << 20;
const STILL_RUNNING_AFTER = 30_000;
const DEFAULT_CONCURRENCY = 16;
const LARGEST_FILE = 512 * MIB;

export type BugReportFlags = FlagValues<typeof bugReportFlags> & GlobalFlagValues;

/** Gathers what helps to find out what is wrong with a mesh into an archive. */
export async function bugReport(session: Session, flags: BugReportFlags): Promise<void> {
  checkAdminPort(flags['proxy-admin-port']);
  const request = requestOf(flags, async () => {
    const {meshAnalysis} = await import('./analysis.js');
    return meshAnalysis({...flags, istioNamespace: flags['istio-namespace']}, flags.timeout);
  });
  const output = existingFolder(flags['output-dir'] ?? '.');
  const cluster = await openCluster(flags);
  const folder = reportFolder(NAME, flags.dir === undefined ? undefined : resolve(flags.dir));
  const log = folder.create('bug-report.log');
  const say = (text: string): void => {
    session.print(text);
    // What cannot be written is told when the file is closed.
    log.add(text).catch(() => {});
  };
  const limit = timeLimit(flags.timeout);
  const signal = AbortSignal.any([session.interrupted, limit.signal]);
  try {
    say(`\n${MARK}Target cluster context: ${cluster.origin.context}\n`);
    say(`${MARK}${settingsText(flags)}`);
    say(`\n${MARK}Cluster endpoint: ${cluster.origin.server}\n`);
    const options = collectOptions(session, flags, folder, signal);
    const gaps = await makeBugReport(cluster, request, {
      collect: options.collect,
      say,
      reportedVersions: () => reportedVersions(cluster, request.istioNamespace),
    }).finally(options.stop);
    await tellGaps(session, gaps, folder);
    await log.close();
    await pack(session, folder, join(output, `${NAME}.tar.gz`), flags['dry-run'] ?? false);
  } finally {
    limit.clear();
    cluster.close();
    folder.remove();
  }
  if (session.interrupted.aborted) {
    throw new IstioctlError('interrupted; the archive holds what was fetched before', {
      exitCode: ExitCode.Interrupted,
    });
  }
  if (signal.aborted) {
    throw new IstioctlError(`not everything was fetched within --timeout; the archive says what is missing`, {
      exitCode: ExitCode.TimedOut,
    });
  }
}

function collectOptions(
  session: Session,
  flags: BugReportFlags,
  folder: ReportFolder,
  signal: AbortSignal,
): {collect: CollectOptions; stop: () => void} {
  let running: readonly string[] = [];
  const timer = setInterval(() => {
    if (running.length === 0) return;
    session.say(`The following fetches are still running: \n${running.map((title) => `  ${title}\n`).join('')}`);
  }, STILL_RUNNING_AFTER);
  const collect: CollectOptions = {
    concurrency: flags['rq-concurrency'] || DEFAULT_CONCURRENCY,
    largestFile: Math.min(LARGEST_FILE, flags['max-size'] * MIB),
    largestReport: flags['max-size'] * MIB,
    signal,
    create: folder.create,
    running: (titles) => {
      running = titles;
    },
  };
  return {collect, stop: () => clearInterval(timer)};
}

/** Says what is missing, and writes it into the report. */
async function tellGaps(session: Session, gaps: readonly Gap[], folder: ReportFolder): Promise<void> {
  if (gaps.length === 0) return;
  const file = folder.create('missing');
  for (const {path, why} of gaps) await file.add(`${path}: ${why}\n`);
  await file.close();
  const [first] = gaps;
  session.say(
    `${gaps.length} of the files could not be had, the file "missing" in the report says why; the first: ${first?.title}: ${first?.why}`,
  );
}

async function pack(session: Session, folder: ReportFolder, archive: string, dryRun: boolean): Promise<void> {
  if (dryRun) {
    session.print(`${MARK}Dry run, skipping archive creation at ${archive}.\n`);
  } else {
    session.print(`${MARK}Creating an archive at ${archive}.\n`);
    await folder.pack(archive);
  }
  if (folder.isTemporary) session.print(`${MARK}Cleaning up temporary files in ${folder.path}.\n`);
  session.print(`${MARK}Done.\n`);
}

function requestOf(flags: BugReportFlags, analyze: () => Promise<string>): BugReportRequest {
  const {'start-time': start, 'end-time': end, duration} = flags;
  return {
    istioNamespace: flags['istio-namespace'],
    include: (flags.include ?? []).map(parseSelection),
    exclude: flags.exclude.map(parseSelection),
    fullSecrets: flags['full-secrets'] ?? false,
    skipClusterDump: flags['skip-cluster-dump'] ?? false,
    skipProxyDebug: flags['skip-proxy-debug'] ?? false,
    skipNetstat: flags['skip-netstat'] ?? false,
    skipCoredumps: flags['skip-coredumps'] ?? false,
    criticalErrors: flags['critical-errs'] ?? [],
    ignoredErrors: flags['ignore-errs'] ?? [],
    adminPort: flags['proxy-admin-port'],
    tail: flags.tail ?? 0,
    window: timeWindow({start, end, duration}, now().getTime()),
    clientVersion: `${ISTIO_VERSION}\n`,
    analyze: flags['skip-analyze'] ? undefined : analyze,
  };
}
