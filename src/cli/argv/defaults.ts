// SPDX-License-Identifier: Apache-2.0
import {join} from 'node:path';
import {ExitCode, IstioctlError} from '../../errors.js';
import {readIfThere, type Terminal} from '../../io/terminal.js';

/** Answers what a flag is when argv does not say: `ISTIOCTL_<FLAG>`, else the entry in the user's config file. */
export interface FlagDefaults {
  textsOf(flag: {name: string}): Promise<string[] | undefined>;
  /** The flags that the file or a variable sets. */
  names(): Promise<string[]>;
}

/** The environment variable of a flag: `--kubeclient-timeout` is `ISTIOCTL_KUBECLIENT_TIMEOUT`. */
export function environmentName(flag: string): string {
  return `${PREFIX}${flag.replaceAll('-', '_').toUpperCase()}`;
}

const PREFIX = 'ISTIOCTL_';

/** Flags whose names neither a variable nor the file, which disregards case, tells. */
const SPELLINGS: Record<string, string> = {istionamespace: 'istioNamespace'};

/** Reads `$ISTIOCONFIG`, else `~/.istioctl/config.yaml`, once and only when asked for. */
export function flagDefaults(terminal: Terminal): FlagDefaults {
  let file: Promise<Map<string, string[]>> | undefined;
  return {
    async names() {
      file ??= readConfig(terminal);
      const variables = Object.entries(terminal.env).flatMap(([name, text]) =>
        name.startsWith(PREFIX) && text ? name.slice(PREFIX.length).replaceAll('_', '-').toLowerCase() : [],
      );
      return [...new Set([...(await file).keys(), ...variables])].map((name) => SPELLINGS[name] ?? name);
    },
    async textsOf({name}) {
      const text = terminal.env[environmentName(name)];
      if (text !== undefined && text !== '') return [text];
      file ??= readConfig(terminal);
      return (await file).get(name.toLowerCase());
    },
  };
}

async function readConfig(terminal: Terminal): Promise<Map<string, string[]>> {
  const given = terminal.env['ISTIOCONFIG'];
  const path = given ?? join(terminal.env['HOME'] ?? '', '.istioctl', 'config.yaml');
  const text = readIfThere(path);
  if (text === undefined) {
    if (given) throw new IstioctlError(`Could not initialize: ISTIOCONFIG names ${given}, which does not exist`);
    return new Map();
  }
  const {parseYaml} = await import('../../yaml/parse.js');
  try {
    return entriesOf(parseYaml(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new IstioctlError(`${path}: ${reason}`, {cause: error, exitCode: ExitCode.UnreadableInput});
  }
}

function entriesOf(config: unknown): Map<string, string[]> {
  if (config === null) return new Map();
  if (typeof config !== 'object' || Array.isArray(config)) throw new Error('expected flag names with their values');
  return new Map(
    Object.entries(config).map(([name, value]) => [
      name.replaceAll('_', '-').toLowerCase(),
      (Array.isArray(value) ? value : [value]).map(String),
    ]),
  );
}
