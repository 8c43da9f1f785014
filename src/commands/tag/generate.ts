// SPDX-License-Identifier: Apache-2.0
import {generateTag} from '../../actions/tag/generate.js';
import {tagFlags} from '../../cli/flags/tag.js';
import {IstioCommand} from '../../cli/istio-command.js';

export default class TagGenerate extends IstioCommand {
  static override summary = 'Print the objects of a tag and write none';
  static override task = 'install' as const;
  static override usage = 'tag generate <tag> [flags]';
  static override strict = false;
  static override examples = [
    {description: 'For a repository', command: '<%= config.bin %> tag generate prod --revision canary > prod.yaml'},
  ];
  static override flags = tagFlags;

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(TagGenerate);
    return generateTag(this.session, argv.map(String), flags);
  }
}
