// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {translateManifest} from '../../actions/manifest/translate.js';
import {renderFlags} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';

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
    return translateManifest(this.session, argv.map(String), flags);
  }
}
