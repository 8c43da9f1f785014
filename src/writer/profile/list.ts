// SPDX-License-Identifier: Apache-2.0
import type {ProfileDescription} from '../../profile/describe.js';
import {alignColumns} from '../columns.js';

/** The heading and indented names of `profile list` (spec/install.md §1.15). */
export function profileNames(names: readonly string[]): string {
  if (names.length === 0) return 'No profiles available.\n';
  return `Istio configuration profiles:\n${names.map((name) => `    ${name}\n`).join('')}`;
}

export function profileTable(profiles: readonly ProfileDescription[]): string {
  const rows = profiles.map(({name, components, purpose}) => [name, components.join(', ') || '-', purpose]);
  return alignColumns([['PROFILE', 'COMPONENTS', 'FOR'], ...rows], 2);
}

export function profileJson(profiles: readonly ProfileDescription[]): string {
  return `${JSON.stringify({apiVersion: 'istioctl/v1', kind: 'ProfileList', profiles}, null, 2)}\n`;
}
