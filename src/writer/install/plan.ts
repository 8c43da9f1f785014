// SPDX-License-Identifier: Apache-2.0
import type {DryRunResult} from '../../install/apply/dry-run.js';
import type {Leftover} from '../../install/undo/leftovers.js';
import type {UserResources} from '../../install/undo/uninstall-plan.js';
import {quantity} from '../../quantity.js';

/** An object as a plan lists it. */
export interface PlannedObject {
  kind: string;
  metadata: {namespace?: string | undefined; name: string};
}

/** What the API server said of an install that was not done. */
export function dryRunText({accepted, missingNamespaces}: DryRunResult): string {
  const lines = [`The API server would take all ${accepted} objects that it could check; nothing was written.`];
  if (missingNamespaces.length > 0) {
    lines.push(`Not checked: what goes into ${missingNamespaces.join(', ')}, which would be created first.`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** Objects in the order in which they would be applied, a line for each. */
export function objectList(objects: readonly {kind: string; namespace: string; name: string}[]): string {
  return objects.map(({kind, namespace, name}) => `${kind} ${namespace ? `${namespace}/` : ''}${name}\n`).join('');
}

/** How many objects of each kind go; with `verbose` their names, too. Kinds stay in the order given. */
export function removalText(objects: readonly PlannedObject[], verbose: boolean): string {
  const byKind = new Map<string, string[]>();
  for (const {kind, metadata} of objects) {
    const name = [metadata.namespace, metadata.name].filter(Boolean).join('/');
    byKind.set(kind, [...(byKind.get(kind) ?? []), name]);
  }
  const lines = [...byKind].map(([kind, names]) => `  ${kind}: ${verbose ? names.sort().join(', ') : names.length}\n`);
  return `To be removed:\n${lines.join('')}`;
}

/** What users made of the kinds that go; empty for nothing. */
export function userResourcesText(resources: readonly UserResources[]): string {
  if (resources.length === 0) return '';
  const lines = resources.map(({kind, objects}) => {
    const namespaces = new Set(objects.map(({metadata}) => metadata.namespace));
    return `  ${kind}: ${objects.length} in ${quantity(namespaces.size, 'namespace')}\n`;
  });
  return `With their CRDs goes what was configured (--keep-crds leaves it):\n${lines.join('')}`;
}

/** What stays in the cluster, or would. */
export function leftoversText(left: readonly Leftover[], {isPlan}: {isPlan: boolean}): string {
  if (left.length === 0) return isPlan ? 'Nothing would be left behind.\n' : 'Nothing is left behind.\n';
  const lines = left.flatMap(({what, names, note}) => [
    `  ${what}: ${names.join(', ')}\n`,
    ...(note === undefined ? [] : [`    ${note}\n`]),
  ]);
  return `${isPlan ? 'Would be left behind' : 'Left behind'}:\n${lines.join('')}`;
}

/** The Deployments among the objects that gateways run in: traffic stops when they go. */
export function gatewaysAmong(objects: readonly PlannedObject[]): string[] {
  const deployments = objects.filter(({kind, metadata}) => kind === 'Deployment' && metadata.name.includes('gateway'));
  return deployments.map(({metadata}) => metadata.name).sort();
}
