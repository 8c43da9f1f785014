// SPDX-License-Identifier: Apache-2.0

import type {UnknownField} from '../../../api/messages/decode.js';
import {editDistance} from '../../../suggest.js';
import {type Repairer, valueAt} from '../repair.js';

/** Fields that are misspelt in a way that leaves one name that can be meant, and that is not there yet. */
export const unknownFields: Repairer = function* ({object, unknownFields: fields}) {
  for (const field of fields) {
    const {path} = field;
    const name = meantName(field);
    const siblings = valueAt(object, path.slice(0, -1));
    if (name === undefined || typeof siblings !== 'object' || siblings === null) continue;
    const {fields: known} = field.message;
    const meant = known.get(name);
    const taken = Object.keys(siblings).map((key) => known.get(key)?.name);
    if (!meant || [meant.name, ...meant.rivals].some((rival) => taken.includes(rival))) continue;
    // Two misspellings of one field are for people to sort out.
    const others = fields.filter((other) => other !== field && other.message === field.message);
    if (others.some((other) => sameParent(other, field) && meantName(other) === name)) continue;
    yield {code: 'ISTX001', from: path, to: [...path.slice(0, -1), name], value: valueAt(object, path)};
  }
};

/** The name in lowerCamelCase, or in protobuf's spelling where the misspelt one looks like it. */
function meantName({path, message}: UnknownField): string | undefined {
  const name = String(path.at(-1));
  // Shorter words are near to too many others.
  if (name.length < 4) return undefined;
  const names = [...message.fields.keys()].filter((known) => isNear(name, known));
  const [first, ...others] = new Set(names.map((known) => message.fields.get(known)?.name));
  if (first === undefined || others.length > 0) return undefined;
  return name.includes('_') ? names.find((known) => known.includes('_')) : first;
}

/** At most two slips, in a word that is long enough for them. */
function isNear(name: string, known: string): boolean {
  return editDistance(name, known) <= Math.min(2, Math.floor(known.length / 3));
}

function sameParent(a: UnknownField, b: UnknownField): boolean {
  return JSON.stringify(a.path.slice(0, -1)) === JSON.stringify(b.path.slice(0, -1));
}
