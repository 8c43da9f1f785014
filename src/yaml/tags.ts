// SPDX-License-Identifier: Apache-2.0
import {INT64_MAX, type ResolvedScalar, resolveScalar} from './scalar.js';

const STANDARD = 'tag:yaml.org,2002:';

/** Whether a `<<` with that tag merges. */
export function isMergeTag(tag: string): boolean {
  return tag === '!' || tag === `${STANDARD}merge`;
}

/**
 * A scalar as its explicit tag demands; `undefined` where the text does not fit the tag.
 *
 * @param tag Whole, such as `tag:yaml.org,2002:str`.
 */
export function resolveTagged(tag: string, text: string): ResolvedScalar | undefined {
  const plain = resolveScalar(text);
  switch (tag.startsWith(STANDARD) ? tag.slice(STANDARD.length) : '') {
    case 'null':
      return plain.kind === 'null' ? plain : undefined;
    case 'bool':
      return plain.kind === 'bool' ? plain : undefined;
    case 'int':
      return plain.kind === 'int' ? plain : undefined;
    case 'float':
      return plain.kind === 'float' || isSigned(plain) ? {kind: 'float', value: plain.value} : undefined;
    case 'timestamp':
      return plain.kind === 'timestamp' ? plain : undefined;
    case 'binary':
      return decodeBinary(text);
    default:
      return {kind: 'text', value: text};
  }
}

/** Integers beyond 64 signed bits are no floats to go-yaml. */
function isSigned({kind, exact}: ResolvedScalar): boolean {
  return kind === 'int' && (exact === undefined || exact <= INT64_MAX);
}

function decodeBinary(text: string): ResolvedScalar | undefined {
  const base64 = text.replace(/[\r\n]/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) return undefined;
  return {kind: 'text', value: Buffer.from(base64, 'base64').toString('utf8')};
}
