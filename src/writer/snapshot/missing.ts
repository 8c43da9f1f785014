// SPDX-License-Identifier: Apache-2.0
import {quantity} from '../../quantity.js';
import type {MissingPart} from '../../snapshot/manifest.js';

/** One line on what a snapshot lacks: how much, the first of it, and where the rest is listed. */
export function missingText(missing: readonly MissingPart[], archive: string): string {
  const [first] = missing;
  if (!first) return '';
  const rest = missing.length === 1 ? '' : `; \`istioctl snapshot show ${archive}\` lists all`;
  return `${quantity(missing.length, 'file')} could not be had, the first: ${first.what}: ${first.why}${rest}`;
}
