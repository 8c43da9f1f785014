// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import {packageAt} from '../../actions/manifest/inputs.js';
import {isCompatible} from '../../cli/compat.js';
import {output} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {readManifests} from '../../io/manifest-files.js';
import {type ComparedObject, diffManifests} from '../../manifest/diff.js';
import {objectsIn} from '../../manifest/read.js';
import {renderManifest} from '../../manifest/render.js';
import {validateInput} from '../../manifest/validation/validate-input.js';
import {RELEASE} from '../../version/client-version.js';
import {manifestDiffJson, manifestDiffText} from '../../writer/manifest/diff.js';

export default class ManifestDiff extends IstioCommand {
  static override summary = 'Compare two manifests by object and field';
  static override description = `A and B are each a manifest file, a folder of manifests or the name of a profile.

Ends with 0 when they are the same, 1 when they differ, 2 when they cannot be compared.`;
  static override examples = [
    {description: 'What the demo profile changes', command: '<%= config.bin %> manifest diff default demo'},
    {description: 'For programs', command: '<%= config.bin %> manifest diff default minimal -o json'},
  ];
  static override args = {
    a: Args.string({description: 'file, folder or profile', required: true}),
    b: Args.string({description: 'file, folder or profile', required: true}),
  };
  static override flags = {output: output(['text', 'json'], 'text')};

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ManifestDiff);
    const [before, after] = await Promise.all(
      [args.a, args.b].map((side) => objectsOf(side, isCompatible(flags.compat))),
    );
    const diff = diffManifests(before ?? [], after ?? []);
    this.print(flags.output === 'json' ? manifestDiffJson(diff) : manifestDiffText(diff));
    if (diff.changes.length > 0) throw new IstioctlError('', {exitCode: ExitCode.Failed});
    if (flags.output === 'text') this.say('Manifests are identical');
  }
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
