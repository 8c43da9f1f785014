// SPDX-License-Identifier: Apache-2.0
import type {CertificateRow} from '../../certs/judge.js';
import {pairsBy} from './pairs.js';

/** A certificate that is another one than before, came or went. */
export interface CertificateChange {
  namespace: string;
  name: string;
  kind: string;
  before: {serial: string; expires: string} | undefined;
  after: {serial: string; expires: string} | undefined;
}

/** Returns how certificates differ, by where they are. */
export function certificateChanges(
  before: readonly CertificateRow[],
  after: readonly CertificateRow[],
): CertificateChange[] {
  return pairsBy(before, after, placeOf).flatMap(({was, is, either}) => {
    const {namespace, name, kind} = either;
    if (was?.serial === is?.serial) return [];
    return [{namespace, name, kind, before: was && ownOf(was), after: is && ownOf(is)}];
  });
}

function placeOf({namespace, kind, name}: CertificateRow): string {
  return `${namespace}/${kind}/${name}`;
}

function ownOf({serial, expires}: CertificateRow): {serial: string; expires: string} {
  return {serial, expires: expires?.toISOString() ?? ''};
}
