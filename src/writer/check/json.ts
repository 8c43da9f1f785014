// SPDX-License-Identifier: Apache-2.0
import type {CheckReport} from '../../check/run.js';

/** The results for programs. */
export function checkJson({results, counts}: CheckReport): string {
  const rows = results.map(({id, group, level, text, details = []}) => ({id, group, level, text, details}));
  return `${JSON.stringify({apiVersion: 'istioctl/v1', kind: 'CheckReport', counts, results: rows}, null, 2)}\n`;
}
