// SPDX-License-Identifier: Apache-2.0
import {formatFinding} from '../../manifest/input/finding.js';
import type {RenderedManifest} from '../../manifest/render.js';

/** What validation and charts have to say about a rendering that went through, one line each. */
export function warningLines({findings, warnings}: Pick<RenderedManifest, 'findings' | 'warnings'>): string {
  return [...findings.map(formatFinding), ...warnings].map((line) => `${line}\n`).join('');
}
