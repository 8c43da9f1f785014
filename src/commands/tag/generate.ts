// SPDX-License-Identifier: Apache-2.0

import {packageAt} from '../../actions/manifest/inputs.js';
import {clusterOptions} from '../../cli/cluster.js';
import {tagFlags, tagFrom} from '../../cli/flags/tag.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {connect} from '../../io/kube/connect.js';
import {planTag} from '../../revision/set-tag.js';
import {RELEASE} from '../../version/client-version.js';
import {emitYaml} from '../../yaml/emit.js';

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
    const tag = tagFrom(
      argv.map(String),
      'must provide a tag for modification',
      'must provide a single tag for creation',
    );
    const {revision, istioNamespace: namespace, manifests: path} = flags;
    const cluster = await connect(clusterOptions(flags));
    try {
      const {objects, conflicts} = await planTag(
        cluster,
        // What is printed takes nothing away from a tag that is there.
        {
          tag,
          revision,
          namespace,
          overwrite: true,
          injectByDefault: flags['auto-inject-namespaces'],
          webhookName: flags['webhook-name'],
        },
        {openPackage: packageAt, release: RELEASE, path},
      );
      if (conflicts.length > 0 && !flags['skip-confirmation'])
        this.say(`The tag would conflict in this cluster:\n${conflicts.join('\n')}`);
      this.print(objects.map((object) => emitYaml(object)).join('---\n'));
    } finally {
      cluster.close();
    }
  }
}
