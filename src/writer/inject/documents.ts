// SPDX-License-Identifier: Apache-2.0
import type {InjectedDocument, Outcome} from '../../inject/injector/inject-file.js';
import {emitYaml} from '../../yaml/emit.js';
import {parseYaml} from '../../yaml/parse.js';
import {unifiedDiff} from '../text-diff.js';

/** How documents are printed. */
export type InjectedWriter = (documents: Iterable<InjectedDocument>) => string;

/** The documents one after the other, each with a line of `---` behind it; what was not injected is as it was. */
export const injectedYaml: InjectedWriter = (documents) => {
  const parts: string[] = [];
  for (const {text, object} of documents) {
    // Joining copies: a text that was built piece by piece takes ten times its size.
    parts.push([object === undefined ? ended(text) : emitYaml(object), '---\n'].join(''));
  }
  return parts.join('');
};

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** The same as one List; documents that hold only comments are left out. */
export const injectedJson: InjectedWriter = (documents) => {
  const items = Array.from(documents, ({text, object}) => object ?? parseYaml(text)).filter((item) => item !== null);
  return `${JSON.stringify({apiVersion: 'v1', kind: 'List', items}, undefined, 2)}\n`;
};

/** What injection changes in each workload, as a unified diff; how the file was written does not count. */
export const injectionDiff: InjectedWriter = (documents) => {
  let diff = '';
  for (const {outcomes} of documents) for (const outcome of outcomes) diff += outcomeDiff(outcome);
  return diff;
};

function outcomeDiff({workload, injected}: Outcome): string {
  const title = [workload.kind, workload.namespace, workload.name].filter((part) => part !== '').join(' ');
  const after = injected === undefined ? workload.object : workload.withPod(injected);
  return unifiedDiff([title, `${title} (injected)`], [emitYaml(workload.object), emitYaml(after)]);
}

/** Why a workload got no proxy, as a paragraph; empty where it got one. */
export function skippedText({workload, decision, injected}: Outcome): string {
  if (injected !== undefined) return '';
  const cause = decision.cause === 'hostNetwork' ? 'host networking enabled' : 'sidecar injection disabled';
  const reason = decision.cause === 'namespace' ? ` (${decision.reason})` : '';
  return `===> Skipping injection because ${workload.title} has ${cause}${reason}\n\n`;
}
