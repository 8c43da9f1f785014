// SPDX-License-Identifier: Apache-2.0
import {openCluster} from '../../cli/cluster.js';
import {confirm} from '../../cli/confirm.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {tagFlags} from '../../cli/flags/tag.js';
import {tagFrom} from '../../cli/flags/tag.js';
import type {Session} from '../../cli/session.js';
import {applyTag, planTag} from '../../revision/set-tag.js';
import {usageOf} from '../../revision/usage.js';
import {RELEASE} from '../../version/client-version.js';
import {usageText} from '../../writer/revision/tags.js';
import {packageAt} from '../manifest/inputs.js';

export type SetTagFlags = GlobalFlagValues & FlagValues<typeof tagFlags>;

/** Makes a tag stand for a revision. */
export async function setTag(session: Session, argv: readonly string[], flags: SetTagFlags): Promise<void> {
  const tag = tagFrom(
    argv.map(String),
    'must provide a tag for modification',
    'must provide a single tag for creation',
  );
  const {revision, istioNamespace: namespace, overwrite, manifests: path} = flags;
  const cluster = await openCluster(flags);
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
      session.say(`Tag ${tag} moves from revision ${plan.before} to ${revision}: ${usageText(usage)} use it.`);
    }
    if (plan.conflicts.length > 0 && !flags['skip-confirmation']) {
      session.say(`The tag would conflict (--skip-confirmation sets it all the same):\n${plan.conflicts.join('\n')}`);
      if (!(await confirm(session.terminal, 'Set it anyway?'))) return;
    }
    await applyTag(cluster, {tag}, plan);
  } finally {
    cluster.close();
  }
  session.print(
    `Revision tag "${tag}" created, referencing control plane revision "${revision}". Namespaces choose it with:\n  kubectl label namespace <NAMESPACE> istio.io/rev=${tag} --overwrite\n`,
  );
}
