// SPDX-License-Identifier: Apache-2.0
import {openCluster} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {usageMistake} from '../../errors.js';
import {describeTags} from '../../revision/tags.js';
import {TAG_FORMATS, tagListText} from '../../writer/revision/tags.js';

export interface ListTagsFlags extends GlobalFlagValues {
  output: string;
}

/** Lists tags, their revisions and who uses them. */
export async function listTags(session: Session, argv: readonly string[], flags: ListTagsFlags): Promise<void> {
  if (argv.length > 0) throw usageMistake('tag list command does not accept arguments');
  const compat = isCompatible(flags.compat);
  const format = TAG_FORMATS.find((format) => format === flags.output) ?? 'table';
  const cluster = await openCluster(flags);
  try {
    const tags = await describeTags(cluster, flags.istioNamespace, {labelledOnly: compat});
    session.print(tagListText(tags, format, {counts: !compat}));
  } finally {
    cluster.close();
  }
}
