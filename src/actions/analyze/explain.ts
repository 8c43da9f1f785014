// SPDX-License-Identifier: Apache-2.0
import {codeNamed, messageCodes} from '../../analysis/model/message-code.js';
import {messagePage} from '../../io/message-pages.js';
import {codeList, type ExplanationFormat, explanations} from '../../writer/analysis/explanation.js';

/** What the pages of the codes say; the list of all where none is named. Throws for a code that does not exist. */
export function explainMessages(names: readonly string[], style: {format: ExplanationFormat; colour: boolean}): string {
  if (names.length === 0) return codeList(messageCodes, style.format);
  const codes = names.map(codeNamed);
  return explanations(
    codes.map((code) => ({code, page: messagePage(code)})),
    style,
  );
}
