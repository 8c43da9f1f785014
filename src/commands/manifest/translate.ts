// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {renderInputs} from '../../actions/manifest/inputs.js';
import {renderFlags} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {usageMistake} from '../../errors.js';
import {existingFolder, temporaryFolder, writeFolder} from '../../io/files.js';
import {renderInput, renderManifest} from '../../manifest/render.js';
import {translate} from '../../manifest/translate.js';
import {validateInput} from '../../manifest/validation/validate-input.js';
import {RELEASE} from '../../version/client-version.js';
import {warningLines} from '../../writer/manifest/warnings.js';

export default class ManifestTranslate extends IstioCommand {
  static override summary = 'Write what it takes to move an installation from istioctl to Helm';
  static override description =
    'Writes Helm values and a script per component, and a README.md that says what to do. Touches no cluster.';
  static override examples = [
    '<%= config.bin %> manifest translate -f iop.yaml',
    '<%= config.bin %> manifest translate --set profile=ambient -o .',
  ];
  static override flags = {
    charts: renderFlags.charts,
    filename: renderFlags.filename,
    manifests: renderFlags.manifests,
    output: Flags.string({
      char: 'o',
      summary: 'Folder to write into; a new temporary one when left out',
      helpValue: 'DIR',
    }),
    revision: renderFlags.revision,
    set: renderFlags.set,
  };
  static override strict = false;

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ManifestTranslate);
    if (argv.length > 0) throw usageMistake(`translate accepts no positional arguments, got ${argv.join(' ')}`);
    const folder = flags.output ? existingFolder(flags.output) : undefined;
    const inputs = await renderInputs(flags, this.terminal);
    const manifest = await renderManifest({...inputs, release: RELEASE, validate: validateInput});
    this.terminal.err(warningLines(manifest));
    const plain = await renderInput(manifest.input, manifest.source, {compat: inputs.compat, plain: true});
    const target = folder ?? temporaryFolder('istioctl-migrate-');
    await writeFolder(target, translate(manifest.components, plain.components, manifest.document));
    this.print(`Output written to ${target}! See the README.md for next steps\n`);
  }
}
