// SPDX-License-Identifier: Apache-2.0
import type {CertificateRow} from '../../certs/judge.js';

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
  const [old, renewed] = [before, after].map((rows) => new Map(rows.map((row) => [placeOf(row), row])));
  const places = [...new Set([...(old?.keys() ?? []), ...(renewed?.keys() ?? [])])].sort();
  return places.flatMap((place) => {
    const [was, is] = [old?.get(place), renewed?.get(place)];
    const {namespace = '', name = '', kind = ''} = is ?? was ?? {};
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
