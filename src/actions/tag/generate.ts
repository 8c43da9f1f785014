// SPDX-License-Identifier: Apache-2.0
import {openCluster} from '../../cli/cluster.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {tagFlags} from '../../cli/flags/tag.js';
import {tagFrom} from '../../cli/flags/tag.js';
import type {Session} from '../../cli/session.js';
import {planTag} from '../../revision/set-tag.js';
import {RELEASE} from '../../version/client-version.js';
import {emitYaml} from '../../yaml/emit.js';
import {packageAt} from '../manifest/inputs.js';

export type GenerateTagFlags = GlobalFlagValues & FlagValues<typeof tagFlags>;

/** Prints the webhooks of a tag. */
export async function generateTag(session: Session, argv: readonly string[], flags: GenerateTagFlags): Promise<void> {
  const tag = tagFrom(
    argv.map(String),
    'must provide a tag for modification',
    'must provide a single tag for creation',
  );
  const {revision, istioNamespace: namespace, manifests: path} = flags;
  const cluster = await openCluster(flags);
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
      session.say(`The tag would conflict in this cluster:\n${conflicts.join('\n')}`);
    session.print(objects.map((object) => emitYaml(object)).join('---\n'));
  } finally {
    cluster.close();
  }
}
