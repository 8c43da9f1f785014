// SPDX-License-Identifier: Apache-2.0
import {removeTag} from '../../actions/tag/remove.js';
import {tagFlags} from '../../cli/flags/tag.js';
import {IstioCommand} from '../../cli/istio-command.js';

export default class TagRemove extends IstioCommand {
  static override summary = 'Remove a tag; the revision it stands for stays';
  static override task = 'install' as const;
  static override changes = true;
  static override aliases = ['tag:delete'];
  static override usage = 'tag remove <tag> [flags]';
  static override strict = false;
  static override examples = [{description: 'Without being asked', command: '<%= config.bin %> tag remove prod -y'}];
  static override flags = {'skip-confirmation': tagFlags['skip-confirmation']};

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(TagRemove);
    return removeTag(this.session, argv.map(String), flags);
  }
}
