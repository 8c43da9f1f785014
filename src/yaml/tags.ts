// SPDX-License-Identifier: Apache-2.0
import {type ResolvedScalar, resolveScalar} from './scalar.js';

const STANDARD = 'tag:yaml.org,2002:';

/** A scalar as its explicit tag demands; `undefined` where the text does not fit the tag. */
export function resolveTagged(rawTag: string, text: string): ResolvedScalar | undefined {
  const plain = resolveScalar(text);
  switch (standardName(rawTag)) {
    case 'null':
      return plain.kind === 'null' ? plain : undefined;
    case 'bool':
      return plain.kind === 'bool' ? plain : undefined;
    case 'int':
      return plain.kind === 'int' ? plain : undefined;
    case 'float':
      return plain.kind === 'float' || plain.kind === 'int' ? {kind: 'float', value: plain.value} : undefined;
    case 'binary':
      return decodeBinary(text);
    default:
      return {kind: 'text', value: text};
  }
}

function standardName(rawTag: string): string {
  if (rawTag.startsWith('!!')) return rawTag.slice(2);
  return rawTag.startsWith(`!<${STANDARD}`) ? rawTag.slice(2 + STANDARD.length, -1) : '';
}

function decodeBinary(text: string): ResolvedScalar | undefined {
  const base64 = text.replace(/[\r\n]/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) return undefined;
  return {kind: 'text', value: Buffer.from(base64, 'base64').toString('utf8')};
}
