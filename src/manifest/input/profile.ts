// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import {nearest} from '../../suggest.js';
import {YamlError} from '../../yaml/error.js';
import {parseYaml} from '../../yaml/parse.js';
import type {PackageSource} from '../package-source.js';
import type {ProfileSource} from './input-source.js';
import {isTree, mergeTrees, type Tree} from './tree.js';

export const DEFAULT_PROFILE = 'default';

/** The profile as sources in order of precedence: all are merged over `default` (spec §3.1). */
export function profileSources(source: PackageSource, name: string): ProfileSource[] {
  const base = readProfile(source, DEFAULT_PROFILE);
  return name === DEFAULT_PROFILE ? [base] : [base, readProfile(source, name)];
}

/** The whole profile as one document. Throws for a name that the package does not have. */
export function profileDocument(source: PackageSource, name: string): Tree {
  return profileSources(source, name).reduce<Tree>((merged, {document}) => mergeTrees(merged, document), {});
}

function readProfile(source: PackageSource, name: string): ProfileSource {
  const text = isName(name) ? source.profile(name) : undefined;
  if (text === undefined) throw unknownProfile(source, name);
  try {
    const document = parseYaml(text);
    return {kind: 'profile', name, document: isTree(document) ? document : {}};
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new IstioctlError(`profiles/${name}.yaml:${error.line}:${error.column} of ${source.name}: ${error.message}`, {
      cause: error,
      exitCode: ExitCode.UnreadableInput,
    });
  }
}

/** Paths are not accepted as profiles. */
function isName(name: string): boolean {
  return /^[^/\\]+$/.test(name) && name !== '..';
}

function unknownProfile(source: PackageSource, name: string): IstioctlError {
  const known = source.profiles();
  const meant = nearest(name, known);
  const hint = isName(name)
    ? `${meant.length === 0 ? '' : `Did you mean ${meant.join(' or ')}? `}${source.name} has ${known.join(', ')}.`
    : `A profile is one of the names ${known.join(', ')}; give a file of your own with -f.`;
  return new IstioctlError(`profile "${name}" not found in ${source.name}`, {
    hint,
    exitCode: ExitCode.UnreadableInput,
    reference: {exitCode: ExitCode.Failed},
  });
}
