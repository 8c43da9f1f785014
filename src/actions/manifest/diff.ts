// SPDX-License-Identifier: Apache-2.0
import {isCompatible} from '../../cli/compat.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {readManifests} from '../../io/manifest-files.js';
import {objectsIn} from '../../manifest/input/read.js';
import {type ComparedObject, diffManifests} from '../../manifest/objects/diff.js';
import {renderManifest} from '../../manifest/render.js';
import {validateInput} from '../../manifest/validation/validate-input.js';
import {RELEASE} from '../../version/client-version.js';
import {manifestDiffJson, manifestDiffText} from '../../writer/manifest/diff.js';
import {packageAt} from './inputs.js';

export interface ManifestDiffFlags extends GlobalFlagValues {
  output: string;
}

/** Prints how two manifests or profiles differ, by object and field. */
export async function manifestDiff(
  session: Session,
  args: {a: string; b: string},
  flags: ManifestDiffFlags,
): Promise<ExitCode | void> {
  const [before, after] = await Promise.all(
    [args.a, args.b].map((side) => objectsOf(side, isCompatible(flags.compat))),
  );
  const diff = diffManifests(before ?? [], after ?? []);
  session.print(flags.output === 'json' ? manifestDiffJson(diff) : manifestDiffText(diff));
  if (diff.changes.length > 0) return ExitCode.Failed;
  if (flags.output === 'text') session.say('Manifests are identical');
}

async function objectsOf(side: string, compat: boolean): Promise<ComparedObject[]> {
  try {
    const files = readManifests(side);
    if (files) return files.flatMap(objectsIn);
    const {objects} = await renderManifest({
      files: [],
      set: [`profile=${side}`],
      compat,
      force: false,
      openPackage: packageAt,
      release: RELEASE,
      validate: validateInput,
    });
    return objects;
  } catch (error) {
    if (!(error instanceof IstioctlError)) throw error;
    throw new IstioctlError(error.message, {
      cause: error,
      exitCode: ExitCode.NotCompared,
      ...(error.hint && {hint: error.hint}),
    });
  }
}
