// SPDX-License-Identifier: Apache-2.0
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {usageMistake} from '../../errors.js';
import {existingFolder, temporaryFolder, writeFolder} from '../../io/files.js';
import {translate} from '../../manifest/objects/translate.js';
import {renderInput, renderManifest} from '../../manifest/render.js';
import {validateInput} from '../../manifest/validation/validate-input.js';
import {RELEASE} from '../../version/client-version.js';
import {warningLines} from '../../writer/manifest/warnings.js';
import {renderInputs} from './inputs.js';

export interface TranslateManifestFlags extends GlobalFlagValues {
  charts?: string | undefined;
  filename?: string[] | undefined;
  manifests?: string | undefined;
  output?: string | undefined;
  revision?: string | undefined;
  set?: string[] | undefined;
}

/** Prints Helm values and scripts that install the same. */
export async function translateManifest(
  session: Session,
  argv: readonly string[],
  flags: TranslateManifestFlags,
): Promise<void> {
  if (argv.length > 0) throw usageMistake(`translate accepts no positional arguments, got ${argv.join(' ')}`);
  const folder = flags.output ? existingFolder(flags.output) : undefined;
  const inputs = await renderInputs(flags, session.terminal);
  const manifest = await renderManifest({...inputs, release: RELEASE, validate: validateInput});
  session.terminal.err(warningLines(manifest));
  const plain = await renderInput(manifest.input, manifest.source, {compat: inputs.compat, plain: true});
  const target = folder ?? temporaryFolder('istioctl-migrate-');
  await writeFolder(target, translate(manifest.components, plain.components, manifest.document));
  session.print(`Output written to ${target}! See the README.md for next steps\n`);
}
