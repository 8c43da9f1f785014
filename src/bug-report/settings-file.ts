// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../errors.js';
import {isTree} from '../manifest/input/tree.js';
import {didYouMean} from '../suggest.js';
import {YamlError} from '../yaml/error.js';
import {parseYaml} from '../yaml/parse.js';

/** Names that files of the reference have, where they are not those of the flags. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  kubeConfigPath: 'kubeconfig',
  commandTimeout: 'timeout',
  since: 'duration',
  criticalErrors: 'critical-errs',
  ignoredErrors: 'ignore-errs',
  requestConcurrency: 'rq-concurrency',
};

/**
 * What a file with settings says, as argv: its keys are the names of `flags` in camel case (spec/install.md §1.14).
 * Throws an IstioctlError that names the file and the key, exit code 65.
 */
export function argvOfSettings(name: string, text: string, flags: readonly string[]): string[] {
  const refused = (why: string, hint?: string, cause?: unknown): IstioctlError =>
    new IstioctlError(`${name}: ${why}`, {
      cause,
      exitCode: ExitCode.UnreadableInput,
      ...(hint !== undefined && {hint}),
    });
  const settings = readYaml(text, refused) ?? {};
  if (!isTree(settings)) throw refused('settings are names with their values');
  const byKey = new Map(flags.map((flag) => [camelCase(flag), flag]));
  return Object.entries(settings).flatMap(([key, value]) => {
    const flag = byKey.get(key) ?? OTHER_NAMES[key];
    if (flag === undefined) throw refused(`${key}: unknown setting`, didYouMean(key, [...byKey.keys()]));
    return (Array.isArray(value) ? value : [value]).map((item) => {
      if (isTree(item) || Array.isArray(item)) throw refused(`${key}: is written as for --${flag}`);
      return `--${flag}=${String(item)}`;
    });
  });
}

function readYaml(text: string, refused: (why: string, hint?: string, cause?: unknown) => IstioctlError): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw error instanceof YamlError ? refused(`line ${error.line}: ${error.message}`, undefined, error) : error;
  }
}

function camelCase(flag: string): string {
  return flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
