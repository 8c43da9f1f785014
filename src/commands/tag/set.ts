// SPDX-License-Identifier: Apache-2.0
import {setTag} from '../../actions/tag/set.js';
import {tagFlags} from '../../cli/flags/tag.js';
import {IstioCommand} from '../../cli/istio-command.js';

export default class TagSet extends IstioCommand {
  static override summary = 'Let a tag stand for a revision';
  static override task = 'install' as const;
  static override changes = true;
  static override usage = 'tag set <tag> [flags]';
  static override strict = false;
  static override examples = [
    {description: 'A new tag', command: '<%= config.bin %> tag set prod --revision canary'},
    {description: 'Move a tag', command: '<%= config.bin %> tag set prod --revision next --overwrite'},
    {description: 'Choose the default revision', command: '<%= config.bin %> tag set default --revision canary'},
  ];
  static override flags = tagFlags;

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(TagSet);
    return setTag(this.session, argv.map(String), flags);
  }
}
