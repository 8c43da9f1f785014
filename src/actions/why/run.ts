// SPDX-License-Identifier: Apache-2.0
import {asked, ExitCode, IstioctlError} from '../../errors.js';
import type {Terminal} from '../../io/terminal.js';
import {answerWhy, type Material, materialOf, type WhyRequest} from './answer.js';
import {explainWhy} from './explain.js';
import {type LiveOptions, liveMaterial} from './live.js';

/** A command line of `why`. */
export interface WhyCommand extends WhyRequest {
  /** The pod that is asked about; undefined where files are. */
  target: string | undefined;
  explain: boolean;
  /** How the cluster of a target is reached. */
  live: LiveOptions;
}

/**
 * Does what a command line of `why` asks for.
 * @throws IstioctlError (64) where nothing is asked, (65) for input that cannot be read, (80) where a cause is not known.
 */
export async function runWhy(command: WhyCommand, terminal: Terminal): Promise<void> {
  const {explain, file, flag, request, target, output} = command;
  if (explain) return explainWhy(target ?? flag, output, terminal);
  if (request === undefined && (command.to !== undefined || command.result !== undefined)) {
    throw usage('cannot use --to or --result without --request');
  }
  if (file.length === 0 && request === undefined) {
    if (flag !== undefined && target === undefined) return explainWhy(flag, output, terminal);
    if (target === undefined) throw usage('why requires a pod, a log (-f), a request (--request), or a flag (--flag)');
  }
  const files = await materialOf(command, terminal);
  if (target === undefined) return answerWhy(command, files, terminal);
  const {istioNamespace, live} = command;
  const withLog = file.length === 0 && request === undefined;
  const read = await asked(() => liveMaterial(target, {istioNamespace, withLog}, live, terminal));
  answerWhy(command, joined(files, read), terminal);
}

/** What files hold comes before what the cluster says of the same. */
function joined(files: Material, live: Material): Material {
  return {
    logs: [...files.logs, ...live.logs],
    objects: [...files.objects, ...live.objects],
    dumps: [...files.dumps, ...live.dumps],
    health: new Map([...live.health, ...files.health]),
    stats: files.stats,
  };
}

function usage(message: string): IstioctlError {
  return new IstioctlError(message, {
    hint: 'For example: kubectl logs deploy/cart -c istio-proxy | istioctl why -f - --config objects.yaml',
    exitCode: ExitCode.Usage,
  });
}
