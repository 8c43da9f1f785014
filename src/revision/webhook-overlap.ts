// SPDX-License-Identifier: Apache-2.0
import {getIn, isTree, type Tree, textIn} from '../manifest/input/tree.js';
import {type Labels, selectorMatches, valuesAskedFor} from './label-selector.js';

/** A webhook that would inject where others do too. */
export interface Overlap {
  configuration: string;
  /** `configuration/webhook` of the others, sorted. */
  others: string[];
}

interface Webhook {
  configuration: string;
  id: string;
  namespaceSelector: unknown;
  objectSelector: unknown;
}

/**
 * Finds injection webhooks that match the same pods, for every combination of labels that Istio gives a meaning to
 * (spec/analyze.md §3.32). `configurations` are MutatingWebhookConfigurations with distinct names.
 */
export function webhookOverlaps(configurations: readonly Tree[]): Overlap[] {
  const revisions = new Set(configurations.flatMap(revisionsOf));
  const webhooks = configurations.filter(isIstios).flatMap(webhooksOf);
  const found = new Map<string, Overlap>();
  for (const namespaceLabels of labelSets('istio-injection', ['enabled', 'disabled'], revisions)) {
    for (const objectLabels of labelSets('sidecar.istio.io/inject', ['true', 'false'], revisions)) {
      const matching = webhooks.filter(
        (hook) =>
          selectorMatches(hook.namespaceSelector, namespaceLabels) &&
          selectorMatches(hook.objectSelector, objectLabels),
      );
      for (const hook of matching) {
        const others = matching.flatMap((other) => (other === hook ? [] : [other.id])).sort();
        if (others.length > 0)
          found.set(`${hook.configuration} ${others.join(' ')}`, {configuration: hook.configuration, others});
      }
    }
  }
  return [...found.values()];
}

/** No label, each value of the injection label, and each of those again with each revision. */
function labelSets(key: string, values: string[], revisions: Set<string>): Labels[] {
  const plain: Labels[] = [{}, ...values.map((value) => ({[key]: value}))];
  const revised = [...revisions].flatMap((revision) => plain.map((labels) => ({...labels, 'istio.io/rev': revision})));
  return [...plain, ...revised];
}

function isIstios(configuration: Tree): boolean {
  const named = hooksOf(configuration).some((hook) => textIn(hook, ['name'])?.endsWith('istio.io'));
  return named || revisionsOf(configuration).length > 0;
}

function revisionsOf(configuration: Tree): string[] {
  const own = textIn(configuration, ['metadata', 'labels', 'istio.io/rev']);
  const asked = hooksOf(configuration).flatMap((hook) =>
    ['namespaceSelector', 'objectSelector'].flatMap((selector) => valuesAskedFor(hook[selector], 'istio.io/rev')),
  );
  return own === undefined ? asked : [own, ...asked];
}

function webhooksOf(configuration: Tree): Webhook[] {
  const name = textIn(configuration, ['metadata', 'name']) ?? '';
  return hooksOf(configuration).map((hook) => ({
    configuration: name,
    id: `${name}/${textIn(hook, ['name']) ?? ''}`,
    namespaceSelector: hook['namespaceSelector'],
    objectSelector: hook['objectSelector'],
  }));
}

function hooksOf(configuration: Tree): Tree[] {
  const hooks = getIn(configuration, ['webhooks']);
  return Array.isArray(hooks) ? hooks.filter(isTree) : [];
}
