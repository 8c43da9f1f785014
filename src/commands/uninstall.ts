// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {uninstall} from '../actions/install/uninstall.js';
import {renderFlags} from '../cli/flags/global.js';
import {IstioCommand} from '../cli/istio-command.js';

export default class Uninstall extends IstioCommand {
  static override summary = 'Remove a revision of the mesh, or everything of Istio, from the cluster';
  static override task = 'install' as const;
  static override changes = true;
  static override strict = false;
  static override examples = [
    {description: 'One revision', command: '<%= config.bin %> uninstall --revision canary'},
    {description: 'Everything, the configuration of users too', command: '<%= config.bin %> uninstall --purge'},
    {
      description: 'Everything but the configuration of users, with a way back',
      command: '<%= config.bin %> uninstall --purge --keep-crds --backup istio.yaml',
    },
    {description: 'See what would go', command: '<%= config.bin %> uninstall --purge --dry-run --verbose'},
  ];
  static override flags = {
    charts: renderFlags.charts,
    backup: Flags.string({
      summary: 'Write all that goes into this file first, as a manifest that brings it back',
      helpValue: 'FILE',
    }),
    'dry-run': Flags.boolean({summary: 'Say what would be removed, and remove nothing'}),
    filename: Flags.string({char: 'f', summary: 'IstioOperator file that was installed', helpValue: 'FILE'}),
    force: Flags.boolean({summary: 'Accepted and without effect'}),
    'keep-crds': Flags.boolean({summary: 'With --purge: leave the CRDs, and with them the configuration of users'}),
    manifests: renderFlags.manifests,
    purge: Flags.boolean({summary: 'Remove everything of Istio, in all versions and revisions, CRDs included'}),
    revision: Flags.string({char: 'r', summary: 'Revision to remove', helpValue: 'NAME'}),
    set: renderFlags.set,
    'skip-confirmation': Flags.boolean({char: 'y', summary: 'Do not ask'}),
    verbose: Flags.boolean({char: 'v', summary: 'List the objects to be removed by name'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(Uninstall);
    return uninstall(this.session, argv.map(String), flags);
  }
}
