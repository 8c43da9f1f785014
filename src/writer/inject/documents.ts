// SPDX-License-Identifier: Apache-2.0
import type {InjectedDocument} from '../../inject/inject-file.js';
import {titleOf} from '../../inject/workload.js';
import {emitYaml} from '../../yaml/emit.js';
import {parseYaml} from '../../yaml/parse.js';
import {unifiedDiff} from '../text-diff.js';

/** The documents one after the other, each with a line of `---` behind it; what was not injected is as it was. */
export function injectedYaml(documents: readonly InjectedDocument[]): string {
  return documents.map(({text, object}) => `${object === undefined ? ended(text) : emitYaml(object)}---\n`).join('');
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** The same as one List; documents that hold only comments are left out. */
export function injectedJson(documents: readonly InjectedDocument[]): string {
  const items = documents.map(({text, object}) => object ?? parseYaml(text)).filter((item) => item !== null);
  return `${JSON.stringify({apiVersion: 'v1', kind: 'List', items}, undefined, 2)}\n`;
}

/** What injection changes in each workload, as a unified diff; how the file was written does not count. */
export function injectionDiff(documents: readonly InjectedDocument[]): string {
  return documents
    .flatMap(({outcomes}) => outcomes)
    .map(({workload, injected}) => {
      const title = titleOf(workload);
      const after = injected === undefined ? workload.object : workload.withPod(injected);
      return unifiedDiff([title, `${title}, injected`], [emitYaml(workload.object), emitYaml(after)]);
    })
    .join('');
}

/** Why workloads got no proxy: an empty line, then a paragraph for each; empty where all got one. */
export function skippedText(documents: readonly InjectedDocument[]): string {
  const skipped = documents.flatMap(({outcomes}) => outcomes).filter(({injected}) => injected === undefined);
  const lines = skipped.map(({workload, decision}) => {
    const cause = decision.cause === 'hostNetwork' ? 'host networking enabled' : 'sidecar injection disabled';
    const reason = decision.cause === 'namespace' ? ` (${decision.reason})` : '';
    return `===> Skipping injection because ${titleOf(workload)} has ${cause}${reason}\n\n`;
  });
  return lines.length === 0 ? '' : `\n${lines.join('')}`;
}
