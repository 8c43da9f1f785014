// SPDX-License-Identifier: Apache-2.0
import {now} from '../../cli/clock.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import type {Terminal} from '../../io/terminal.js';
import type {EndpointHealth, ProxyDump} from '../../why/facts/dumps.js';
import type {Facts} from '../../why/facts/facts.js';
import {meshOf} from '../../why/facts/mesh.js';
import {indexObjects} from '../../why/facts/objects.js';
import {problemsIn} from '../../why/group/group.js';
import {type LogFile, readLogs} from '../../why/log/read-log.js';
import {toldProblem} from '../../why/told.js';
import {explainProblem} from '../../why/why.js';
import {whyJson} from '../../writer/why/json.js';
import {whyText} from '../../writer/why/text.js';
import {readDumpFiles, readLogFiles, readObjectFiles, readStatsFiles} from './read-files.js';

/** So many kinds of failure are explained, the most harmful ones: each takes a look at the whole configuration. */
const MOST = 50;

/** What `why` is asked on the command line. */
export interface WhyRequest {
  /** Access logs. */
  file: readonly string[];
  /** Logs of proxies and istiod. */
  log: readonly string[];
  config: readonly string[];
  dump: readonly string[];
  stats: readonly string[];
  request: string | undefined;
  to: string | undefined;
  result: string | undefined;
  flag: string | undefined;
  output: string;
  istioNamespace: string;
}

/** All that an answer is made of, wherever it comes from. */
export interface Material {
  logs: readonly LogFile[];
  objects: readonly KubeObject[];
  dumps: readonly ProxyDump[];
  health: ReadonlyMap<string, readonly EndpointHealth[]>;
  stats: ReadonlyMap<string, number>;
}

/** Reads the files that a command line names. Throws an IstioctlError (65) for what cannot be read. */
export async function materialOf(request: WhyRequest, terminal: Terminal): Promise<Material> {
  const {file, log, config, dump, stats} = request;
  return {
    logs: await readLogFiles([...file, ...log], terminal),
    objects: await readObjectFiles(config, terminal),
    ...(await readDumpFiles(dump, terminal)),
    stats: await readStatsFiles(stats, terminal),
  };
}

/**
 * Prints why requests failed.
 * @throws IstioctlError (80) after it where no cause is known for some of them, (65) where no log holds a line that can be read.
 */
export function answerWhy(request: WhyRequest, material: Material, terminal: Terminal): void {
  const {istioNamespace, output, flag} = request;
  const objects = indexObjects(material.objects);
  const mesh = meshOf(objects, istioNamespace);
  const logs = readLogs(material.logs, mesh.accessLogFormat === '' ? [] : [mesh.accessLogFormat]);
  if (logs.entries.length === 0 && logs.unreadable > 0 && logs.others === 0 && logs.refusals.length === 0) {
    throw new IstioctlError(
      `cannot read ${request.file.join(', ') || 'the log'}: no line is of an access log in a known format`,
      {
        hint: "Add the mesh's ConfigMap with --config: its accessLogFormat tells how to read the log.",
        exitCode: ExitCode.UnreadableInput,
      },
    );
  }
  const facts: Facts = {...material, objects, mesh, logs, istioNamespace, now: now()};
  const told = request.request === undefined ? [] : [toldProblem({...request, request: request.request})];
  const problems = [...told, ...problemsIn(logs.entries)].filter(
    ({entry}) => flag === undefined || entry.flags.includes(flag.toUpperCase()),
  );
  const answers = problems.slice(0, MOST).map((problem) => explainProblem(problem, facts));
  const more = problems.slice(MOST).map(({count}) => count);
  const counts = {requests: logs.entries.length, others: logs.others, unreadable: logs.unreadable, more};
  terminal.out(output === 'json' ? whyJson(answers, counts) : whyText(answers, counts, terminal));
  if (answers.some(({cause}) => cause === undefined)) throw new IstioctlError('', {exitCode: ExitCode.NotChecked});
}
