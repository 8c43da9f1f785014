// SPDX-License-Identifier: Apache-2.0
import {listTags} from '../../actions/tag/list.js';
import {output} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {TAG_FORMATS} from '../../writer/revision/tags.js';

export default class TagList extends IstioCommand {
  static override summary = 'List tags, their revisions and who uses them';
  static override task = 'install' as const;
  static override aliases = ['tag:show'];
  static override strict = false;
  static override examples = [{description: 'For programs', command: '<%= config.bin %> tag list -o json'}];
  static override flags = {output: output(TAG_FORMATS, 'table')};

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(TagList);
    return listTags(this.session, argv.map(String), flags);
  }
}
