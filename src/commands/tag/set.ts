// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {packageAt} from '../../actions/manifest/inputs.js';
import {clusterOptions} from '../../cli/cluster.js';
import {confirm} from '../../cli/confirm.js';
import {renderFlags} from '../../cli/flags/global.js';
import {tagFlags, tagFrom} from '../../cli/flags/tag.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {usageMistake} from '../../errors.js';
import {connect} from '../../io/kube/connect.js';
import {checkRevision} from '../../revision/name.js';
import {applyTag, planTag} from '../../revision/set-tag.js';
import {usageOf} from '../../revision/usage.js';
import {RELEASE} from '../../version/client-version.js';
import {usageText} from '../../writer/revision/tags.js';

export default class TagSet extends IstioCommand {
  static override summary = 'Let a tag stand for a revision';
  static override task = 'install' as const;
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
    const tag = tagFrom(
      argv.map(String),
      'must provide a tag for modification',
      'must provide a single tag for creation',
    );
    const {revision, istioNamespace: namespace, overwrite, manifests: path} = flags;
    const cluster = await connect(clusterOptions(flags));
    try {
      const plan = await planTag(
        cluster,
        {
          tag,
          revision,
          namespace,
          overwrite,
          injectByDefault: flags['auto-inject-namespaces'],
          webhookName: flags['webhook-name'],
        },
        {openPackage: packageAt, release: RELEASE, path},
      );
      if (plan.before !== undefined && plan.before !== revision) {
        const usage = await usageOf(cluster, tag);
        this.say(`Tag ${tag} moves from revision ${plan.before} to ${revision}: ${usageText(usage)} use it.`);
      }
      if (plan.conflicts.length > 0 && !flags['skip-confirmation']) {
        this.say(`The tag would conflict (--skip-confirmation sets it all the same):\n${plan.conflicts.join('\n')}`);
        if (!(await confirm(this.terminal, 'Set it anyway?'))) return;
      }
      await applyTag(cluster, {tag}, plan);
    } finally {
      cluster.close();
    }
    this.print(
      `Revision tag "${tag}" created, referencing control plane revision "${revision}". Namespaces choose it with:\n  kubectl label namespace <NAMESPACE> istio.io/rev=${tag} --overwrite\n`,
    );
  }
}
