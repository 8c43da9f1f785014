// SPDX-License-Identifier: Apache-2.0
import {packageAt} from '../../actions/manifest/inputs.js';
import {output, renderFlags} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {profileJson, profileNames, profileTable} from '../../writer/profile/list.js';

export default class ProfileList extends IstioCommand {
  static override summary = 'List the profiles that an install can start from';
  static override examples = ['<%= config.bin %> profile list', '<%= config.bin %> profile list -o wide'];
  static override flags = {manifests: renderFlags.manifests, output: output(['names', 'wide', 'json'], 'names')};

  async run(): Promise<void> {
    const {flags} = await this.parse(ProfileList);
    const source = await packageAt(flags.manifests);
    if (flags.output === 'names') {
      this.print(profileNames(source.profiles()));
      return;
    }
    const {describeProfiles} = await import('../../profile/describe.js');
    this.print((flags.output === 'json' ? profileJson : profileTable)(describeProfiles(source)));
  }
}
