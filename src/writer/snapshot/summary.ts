// SPDX-License-Identifier: Apache-2.0
import type {ObjectKind} from '../../io/kube/cluster.js';
import type {MissingPart} from '../../snapshot/manifest.js';
import {visible} from '../visible.js';

/** What a snapshot holds. */
export interface SnapshotSummary {
  file: string;
  takenAt: string;
  context: string;
  server: string;
  kubernetes: string;
  /** Those that it is limited to; empty for all. */
  namespaces: readonly string[];
  objects: readonly (ObjectKind & {count: number})[];
  missing: readonly MissingPart[];
}

/** Returns it as a document. */
export function summaryJson(summary: SnapshotSummary): string {
  return `${JSON.stringify({apiVersion: 'istioctl/v1', kind: 'SnapshotSummary', ...summary}, null, 2)}\n`;
}

/** Returns it for people. */
export function summaryText(summary: SnapshotSummary): string {
  const {takenAt, context, server, kubernetes, namespaces, objects, missing} = summary;
  const lines = [
    `Taken at    ${takenAt}`,
    `Context     ${context}`,
    `Server      ${server}`,
    `Kubernetes  ${kubernetes || 'unknown'}`,
    `Namespaces  ${namespaces.length === 0 ? 'all' : namespaces.join(', ')}`,
    'Objects',
    ...objects.filter(({count}) => count > 0).map(({kind, apiVersion, count}) => `  ${count} ${kind} (${apiVersion})`),
    missing.length === 0 ? 'Nothing is missing' : `Missing: ${missing.length}`,
    ...missing.map(({what, why}) => `  ${what}: ${why}`),
  ];
  return `${lines.map((line) => visible(line)).join('\n')}\n`;
}
