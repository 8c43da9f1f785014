// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import type {Terminal} from '../../io/terminal.js';
import {answerWhy, materialOf, type WhyRequest} from './answer.js';
import {explainWhy} from './explain.js';

/** A command line of `why`. */
export interface WhyCommand extends WhyRequest {
  /** The pod that is asked about; undefined where files are. */
  target: string | undefined;
  explain: boolean;
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
    if (target === undefined) throw usage('why requires a log (-f), a request (--request), or a flag (--flag)');
    throw usage(`cannot read the log of ${target}: why reads files only`);
  }
  answerWhy(command, await materialOf(command, terminal), terminal);
}

function usage(message: string): IstioctlError {
  return new IstioctlError(message, {
    hint: 'For example: kubectl logs deploy/cart -c istio-proxy | istioctl why -f - --config objects.yaml',
    exitCode: ExitCode.Usage,
  });
}
