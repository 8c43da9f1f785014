// SPDX-License-Identifier: Apache-2.0
import {versionFlags} from '../../actions/version/report.js';
import {showXdsVersion} from '../../actions/version/xds-version.js';
import {xdsFlags} from '../../cli/flags/istiod.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class ExperimentalVersion extends IstioCommand {
  static override summary = 'Print the version of this program and of the mesh, which istiod is asked for over XDS';
  static override strict = false;
  static override mostWords = 0;
  static override aliases = spellings(['experimental', 'x', 'exp'], ['version']);
  static override examples = [
    {
      description: 'An istiod that is not in the cluster',
      command: '<%= config.bin %> x version --xds-address istiod.example.com:15012',
    },
    {description: 'For programs', command: '<%= config.bin %> x version -o json'},
  ];
  static override flags = {...versionFlags, ...xdsFlags};

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ExperimentalVersion);
    return showXdsVersion(this.session, argv.map(String), flags);
  }
}
