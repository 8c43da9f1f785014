// SPDX-License-Identifier: Apache-2.0
import type {Answer} from '../../xds/ask.js';
import {debugText, resourcesOf} from '../../xds/discovery.js';
import {reindentJson} from '../json-text.js';

/** What istiods answered to a debug question, one after the other; JSON is indented by two blanks. */
export function debugTexts(answers: readonly Answer[]): string {
  return answers
    .flatMap(({response}) => resourcesOf(response).map(debugText))
    .map((text) => `${reindentJson(text, '  ') ?? text}\n`)
    .join('');
}

/** The same as one JSON object with an entry for each istiod; what is no JSON becomes a string. */
export function debugByIstiod(answers: readonly Answer[]): string {
  const entries = answers.flatMap(({id, response}) => {
    const last = resourcesOf(response).map(debugText).at(-1);
    return last === undefined ? [] : [`${JSON.stringify(id)}: ${asJson(last)}`];
  });
  if (entries.length === 0) return '';
  return `${reindentJson(`{${entries.join(',')}}`, '  ') ?? ''}\n`;
}

function asJson(text: string): string {
  return reindentJson(text, '') === undefined ? JSON.stringify(text) : text;
}
