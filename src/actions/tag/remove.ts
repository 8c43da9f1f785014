// SPDX-License-Identifier: Apache-2.0
import {openCluster} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import {confirm} from '../../cli/confirm.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import {tagFrom} from '../../cli/flags/tag.js';
import type {Session} from '../../cli/session.js';
import {IstioctlError} from '../../errors.js';
import {findTag, findTagValidators} from '../../revision/tags.js';
import {usageOf} from '../../revision/usage.js';
import {usageText} from '../../writer/revision/tags.js';

export interface RemoveTagFlags extends GlobalFlagValues {
  'skip-confirmation': boolean;
}

/** Removes a tag. */
export async function removeTag(session: Session, argv: readonly string[], flags: RemoveTagFlags): Promise<void> {
  const tag = tagFrom(argv.map(String), 'must provide a tag for removal', 'must provide a single tag for removal');
  const cluster = await openCluster(flags);
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
      session.say(`Tag ${tag} is in use by ${usageText(usage)}: without it, nothing injects their new pods.`);
      if (!(await confirm(session.terminal, 'Remove it?'))) {
        session.say('Aborting operation.');
        return;
      }
    }
    for (const object of [...validators, ...objects]) await cluster.delete(object, object.metadata);
  } finally {
    cluster.close();
  }
  session.print(`Revision tag ${tag} removed\n`);
}
