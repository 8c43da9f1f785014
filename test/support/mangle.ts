// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {IstioctlError} from '../../src/errors.js';

const WORDS = ['null', '{', '}', '[', ']', '"', ',', '{}', '[]', '5', '"x"', ':', '\\', '\n', '"a": 1,', '[[[['];

/** Cuts, overwrites and doubles stretches of a text; words of JSON among what is put in. */
export function mangled(original: Buffer) {
  const edit = fc.record({
    at: fc.nat(original.length - 1),
    remove: fc.oneof({weight: 5, arbitrary: fc.nat(8)}, {weight: 1, arbitrary: fc.nat(original.length)}),
    insert: fc.oneof(fc.constantFrom(...WORDS), fc.string({maxLength: 4})),
  });
  return fc.array(edit, {minLength: 1, maxLength: 4}).map((edits) =>
    edits.reduce((bytes, {at, remove, insert}) => {
      const from = Math.min(at, bytes.length);
      return Buffer.concat([bytes.subarray(0, from), Buffer.from(insert), bytes.subarray(from + remove)]);
    }, original),
  );
}

const OTHERS = ['5', '"x"', '[]', '{}', 'true', '[5]', '{"x": {}}', 'null', '-1.5'];

/** Indented JSON with one of its values replaced by one that is well formed and most likely of the wrong type. */
export function mistyped(original: Buffer) {
  const text = original.toString();
  const values = [...text.matchAll(/": (?=["\d{[tf])/g)].map(({index}) => index + 3);
  return fc.tuple(fc.constantFrom(...values), fc.constantFrom(...OTHERS)).map(([at, value]) => {
    const rest = text.slice(at);
    return Buffer.from(`${text.slice(0, at)}${value}${rest.slice(endOfValue(rest))}`);
  });
}

/** Where the value ends that a text begins with. */
function endOfValue(rest: string): number {
  if (!/^[{[]/.test(rest)) return /,?\n/.exec(rest)?.index ?? rest.length;
  let depth = 0;
  for (let i = 0; i < rest.length; i++) {
    const letter = rest.charAt(i);
    if (letter === '"') i += (/^"(?:[^"\\]|\\.)*"/.exec(rest.slice(i))?.[0].length ?? 1) - 1;
    else if ('{['.includes(letter)) depth++;
    else if ('}]'.includes(letter) && --depth === 0) return i + 1;
  }
  return rest.length;
}

/** What users see of a question: output or an error made for them. Anything else is thrown on. */
export async function outcome(question: () => unknown): Promise<'output' | 'error' | 'an error without a word'> {
  try {
    await question();
    return 'output';
  } catch (error) {
    if (!(error instanceof IstioctlError)) throw error;
    return error.message === '' ? 'an error without a word' : 'error';
  }
}
