// SPDX-License-Identifier: Apache-2.0
import {clusterOptions} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import {confirm} from '../../cli/confirm.js';
import {tagFlags, tagFrom} from '../../cli/flags/tag.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {IstioctlError} from '../../errors.js';
import {connect} from '../../io/kube/connect.js';
import {findTag, findTagValidators} from '../../revision/tags.js';
import {usageOf} from '../../revision/usage.js';
import {usageText} from '../../writer/revision/tags.js';

export default class TagRemove extends IstioCommand {
  static override summary = 'Remove a tag; the revision it stands for stays';
  static override task = 'install' as const;
  static override aliases = ['tag:delete'];
  static override usage = 'tag remove <tag> [flags]';
  static override strict = false;
  static override examples = [{description: 'Without being asked', command: '<%= config.bin %> tag remove prod -y'}];
  static override flags = {'skip-confirmation': tagFlags['skip-confirmation']};

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(TagRemove);
    const tag = tagFrom(argv.map(String), 'must provide a tag for removal', 'must provide a single tag for removal');
    const cluster = await connect(clusterOptions(flags));
    try {
      const objects = await findTag(cluster, tag, flags.istioNamespace);
      if (objects.length === 0) {
        throw new IstioctlError(
          `cannot remove tag "${tag}": cannot find MutatingWebhookConfiguration or Service for tag`,
          {hint: '`istioctl tag list` shows those there are.'},
        );
      }
      // Istio 1.30 leaves these. They go first: a removal that fails half way can be repeated.
      const validators = isCompatible(flags.compat) ? [] : await findTagValidators(cluster, tag);
      const usage = await usageOf(cluster, tag);
      const unused = usage?.namespaces.length === 0 && usage.pods === 0;
      if (!unused && !flags['skip-confirmation']) {
        this.say(`Tag ${tag} is in use by ${usageText(usage)}: without it, nothing injects their new pods.`);
        if (!(await confirm(this.terminal, 'Remove it?'))) {
          this.say('Aborting operation.');
          return;
        }
      }
      for (const object of [...validators, ...objects]) await cluster.delete(object, object.metadata);
    } finally {
      cluster.close();
    }
    this.print(`Revision tag ${tag} removed\n`);
  }
}
