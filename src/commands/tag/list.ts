// SPDX-License-Identifier: Apache-2.0
import {clusterOptions} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import {output} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {usageMistake} from '../../errors.js';
import {connect} from '../../io/kube/connect.js';
import {describeTags} from '../../revision/tags.js';
import {TAG_FORMATS, tagListText} from '../../writer/revision/tags.js';

export default class TagList extends IstioCommand {
  static override summary = 'List tags, their revisions and who uses them';
  static override task = 'install' as const;
  static override aliases = ['tag:show'];
  static override strict = false;
  static override examples = [{description: 'For programs', command: '<%= config.bin %> tag list -o json'}];
  static override flags = {output: output(TAG_FORMATS, 'table')};

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(TagList);
    if (argv.length > 0) throw usageMistake('tag list command does not accept arguments');
    const compat = isCompatible(flags.compat);
    const format = TAG_FORMATS.find((format) => format === flags.output) ?? 'table';
    const cluster = await connect(clusterOptions(flags));
    try {
      const tags = await describeTags(cluster, flags.istioNamespace, {labelledOnly: compat});
      this.print(tagListText(tags, format, {counts: !compat}));
    } finally {
      cluster.close();
    }
  }
}
