// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {usageMistake} from '../../errors.js';
import {checkRevision} from '../../revision/name.js';
import {renderFlags} from './global.js';

export const tagFlags = {
  'auto-inject-namespaces': Flags.boolean({summary: 'Inject in every namespace that does not say no'}),
  manifests: renderFlags.manifests,
  overwrite: Flags.boolean({summary: 'Let a tag that is there stand for this revision from now on'}),
  revision: Flags.string({char: 'r', summary: 'Revision the tag stands for', helpValue: 'NAME', required: true}),
  'skip-confirmation': Flags.boolean({char: 'y', summary: 'Do not ask'}),
  'webhook-name': Flags.string({summary: 'Name of the MutatingWebhookConfiguration to make', helpValue: 'NAME'}),
};

/** The one tag that was named. */
export function tagFrom(words: readonly string[], missing: string, several: string): string {
  const [tag] = words;
  if (tag === undefined) throw usageMistake(missing);
  if (words.length > 1) throw usageMistake(several);
  checkRevision(tag);
  return tag;
}
