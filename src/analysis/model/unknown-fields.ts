// SPDX-License-Identifier: Apache-2.0

import {pathText} from '../../api/structural/field-error.js';
import {didYouMean} from '../../suggest.js';
import type {UnknownFieldFinding} from '../sources/files.js';
import {goQuote} from './go-format.js';
import {type Message, message} from './message.js';

/** Fields that a kind does not have are dropped when it is read: nothing of what they say takes effect. */
export function unknownFieldMessages(findings: readonly UnknownFieldFinding[]): Message[] {
  return findings.map(({resource, path, known}) => {
    const name = String(path.at(-1));
    const hint = didYouMean(name, known);
    const text = `${goQuote(name)} in ${pathText(path.slice(0, -1))}`;
    const position = resource.origin?.keyPosition(path);
    return {...message('ISTX001', resource, [hint ? `${text}; ${hint}` : text]), ...(position && {position})};
  });
}
