// SPDX-License-Identifier: Apache-2.0

import {dirname, relative, resolve, sep} from 'node:path';
import {ExitCode, IstioctlError} from '../../errors.js';
import {YamlError} from '../../yaml/error.js';
import {type PositionedYaml, parseYamlWithPositions} from '../../yaml/parse.js';
import type {Level} from '../model/level.js';
import {namePattern, type Suppression} from '../run/suppress.js';
import {matchesGlob} from './glob.js';
import {type Complain, type Reader, readSettings, type SuppressionSettings} from './settings-fields.js';

/** What `.istioctl-analyze.yaml` may say; flags win over it, and its suppressions come on top of theirs. */
export interface Settings {
  failureThreshold?: Level;
  outputThreshold?: Level;
  asComplete?: boolean;
  analyzers?: readonly string[];
  require?: readonly string[];
  /** Path as from the working directory. */
  baseline?: string;
  suppressions: readonly Suppression[];
}

/**
 * Reads settings strictly. Throws an {@link IstioctlError} with every mistake and its place. Paths in it are meant as
 * from the folder of the file.
 */
export function parseSettings(file: string, text: string): Settings {
  const yaml = yamlOf(file, text);
  const mistakes: string[] = [];
  const place = (path: Reader['path'], what: 'key' | 'value') => {
    const {line, column} = yaml.lineColumn(path, what) ?? {line: 1, column: 1};
    return `${file}:${line}:${column}`;
  };
  const complain: Complain = (path, problem, what = 'value') => mistakes.push(`${place(path, what)}: ${problem}`);
  const {suppress = [], baseline, ...rest} = readSettings({value: yaml.value, path: [], complain});
  if (mistakes.length > 0) {
    throw new IstioctlError(mistakes.join('\n'), {exitCode: ExitCode.UnreadableInput});
  }
  const folder = dirname(resolve(file));
  return {
    ...rest,
    ...(baseline !== undefined && {baseline: relative('.', resolve(folder, baseline)) || '.'}),
    suppressions: suppress.map((entry) => suppressionOf(entry, folder, place(entry.path, 'value'))),
  };
}

function yamlOf(file: string, text: string): PositionedYaml {
  try {
    return parseYamlWithPositions(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new IstioctlError(`${file}:${error.line}:${error.column}: ${error.message}`, {
      cause: error,
      exitCode: ExitCode.UnreadableInput,
    });
  }
}

function suppressionOf({code, resource, files}: SuppressionSettings, folder: string, source: string): Suppression {
  const isMeant = resource === undefined ? undefined : namePattern(resource);
  return {
    source: `${source}: the suppression of ${code}`,
    code,
    known: true,
    matches(names, file) {
      if (isMeant && !names.some(isMeant)) return false;
      return files === undefined || (file !== undefined && isAmong(files, folder, file));
    },
  };
}

/** Files outside the folder of the settings are not theirs to speak of. */
function isAmong(files: string, folder: string, file: string): boolean {
  const path = relative(folder, resolve(file)).replaceAll(sep, '/');
  return !path.startsWith('../') && matchesGlob(files, path);
}
