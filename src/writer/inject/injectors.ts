// SPDX-License-Identifier: Apache-2.0
import type {InjectedNamespace, InjectorHook, Injectors, PodCount} from '../../inject/injector/injectors.js';
import {alignColumns} from '../columns.js';

/** Two tables: the namespaces with their pods, and the configurations of webhooks. */
export function injectorsText({namespaces, hooks}: Injectors): string {
  const rows = namespaces.flatMap(namespaceRows);
  const first = table(['NAMESPACE', 'ISTIO-REVISION', 'POD-REVISIONS'], rows, 'No Istio injected namespaces present.');
  const header = ['NAMESPACES', 'INJECTOR-HOOK', 'ISTIO-REVISION', 'SIDECAR-IMAGE'];
  return `${first}\n${table(header, hooks.flatMap(hookRows), 'No Istio injection hooks present.')}`;
}

function table(header: string[], rows: string[][], none: string): string {
  return rows.length === 0 ? `${none}\n` : alignColumns([header, ...rows], 1);
}

function namespaceRows({name, revision, counts}: InjectedNamespace): string[][] {
  if (counts.length > 0) return counts.map((count) => [name, revision, countText(count)]);
  return revision === '' ? [] : [[name, revision, '<no pods>']];
}

function countText({revision, pods, disabled, outdated}: PodCount): string {
  const unasked = disabled > 0 ? ` (injection disabled: ${disabled})` : '';
  const restart = outdated > 0 ? ` NEEDS RESTART: ${outdated}` : '';
  return `${revision || '<non-Istio>'}: ${pods}${unasked}${restart}`;
}

function hookRows({name, revision, image, namespaces}: InjectorHook): string[][] {
  const places = namespaces.length > 0 ? namespaces : ['DOES NOT AUTOINJECT'];
  return places.map((namespace) => [namespace, name, revision, image]);
}
