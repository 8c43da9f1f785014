// SPDX-License-Identifier: Apache-2.0
import {getIn, getKey, type Tree, textIn, treeIn} from '../../manifest/input/tree.js';
import {type Labels, selectorMatches, valuesAskedFor} from '../../revision/label-selector.js';
import {namedItems} from '../pod/container.js';

/** What a webhook configuration does with a pod when it is created, and why. */
export interface WebhookDecision {
  webhook: string;
  revision: string;
  injected: boolean;
  reason: string;
}

const DEACTIVATED = 'istio.io/deactivated';

/** The decision of each of Istio's configurations, by name (spec analyze.md §7). */
export function webhookDecisions(configurations: readonly Tree[], namespace: Labels, pod: Labels): WebhookDecision[] {
  return configurations
    .filter((configuration) => hooksOf(configuration).some((hook) => textIn(hook, ['name'])?.endsWith('istio.io')))
    .map((configuration) => ({
      webhook: textIn(configuration, ['metadata', 'name']) ?? '',
      revision: textIn(configuration, ['metadata', 'labels', 'istio.io/rev']) ?? '',
      ...decision(hooksOf(configuration), namespace, pod),
    }))
    .sort((a, b) => (a.webhook < b.webhook ? -1 : 1));
}

function hooksOf(configuration: Tree): Tree[] {
  return namedItems(configuration, 'webhooks');
}

type Verdict = Pick<WebhookDecision, 'injected' | 'reason'>;

function decision(hooks: readonly Tree[], namespace: Labels, pod: Labels): Verdict {
  for (const hook of hooks) {
    const verdict = verdictOf(hook, namespace, pod);
    if (verdict !== undefined) return verdict;
  }
  if (hooks.some(isDeactivated)) {
    return {injected: false, reason: 'The injection webhook is deactivated, and will never match labels.'};
  }
  const asked = (selector: string) =>
    hooks.flatMap((hook) =>
      expressionsOf(getKey(hook, selector))
        .filter((expression) => getKey(expression, 'operator') === 'In')
        .flatMap((expression) => {
          const key = String(getKey(expression, 'key'));
          return valuesAskedFor({matchExpressions: [expression]}, key).map((value) => `${key}=${value}`);
        }),
    );
  const wanted = `namespace labels (${asked('namespaceSelector').join(', ')}) or pod labels (${asked('objectSelector').join(', ')})`;
  return {injected: false, reason: `No matching ${wanted}`};
}

function verdictOf(hook: Tree, namespace: Labels, pod: Labels): Verdict | undefined {
  const {namespaceSelector, objectSelector} = hook;
  const byNamespace = selectorMatches(namespaceSelector, namespace);
  const byPod = selectorMatches(objectSelector, pod);
  if (byNamespace && byPod)
    return bothMatch(matchedLabel(namespaceSelector, namespace), matchedLabel(objectSelector, pod));
  if (byNamespace) {
    const preventing = preventingLabel(objectSelector, pod);
    if (preventing === undefined) return undefined;
    return {injected: false, reason: `Pod has ${preventing} label, preventing injection`};
  }
  const said = namespace['istio-injection'];
  if (!byPod || said === undefined || said === 'enabled') return undefined;
  return {injected: false, reason: 'Namespace has istio-injection=disabled label, preventing injection'};
}

function bothMatch(byNamespace: string, byPod: string): Verdict | undefined {
  if (byNamespace !== '' && byPod !== '') {
    return {injected: true, reason: `Namespace label ${byNamespace} matches, and pod label ${byPod} matches`};
  }
  if (byNamespace !== '') {
    const always = byNamespace.includes('kubernetes.io/metadata.name')
      ? ' (Automatic injection is enabled in all namespaces).'
      : '';
    return {injected: true, reason: `Namespace label ${byNamespace} matches${always}`};
  }
  return byPod === '' ? undefined : {injected: true, reason: `Pod label ${byPod} matches`};
}

/** The first label that an expression of the selector looks at the value of. */
function matchedLabel(selector: unknown, labels: Labels): string {
  for (const expression of expressionsOf(selector)) {
    const key = String(getKey(expression, 'key'));
    const operator = getKey(expression, 'operator');
    if ((operator === 'In' || operator === 'NotIn') && Object.hasOwn(labels, key)) return `${key}=${labels[key]}`;
  }
  return '';
}

function preventingLabel(selector: unknown, labels: Labels): string | undefined {
  for (const expression of expressionsOf(selector)) {
    const key = String(getKey(expression, 'key'));
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (value === undefined) continue;
    const operator = getKey(expression, 'operator');
    const isListed = valuesAskedFor({matchExpressions: [expression]}, key).includes(value);
    if (operator === 'DoesNotExist' || (operator === 'NotIn' && isListed)) return `${key}=${value}`;
  }
  return undefined;
}

function expressionsOf(selector: unknown): Tree[] {
  return namedItems(selector, 'matchExpressions');
}

function isDeactivated(hook: Tree): boolean {
  return ['namespaceSelector', 'objectSelector'].every((selector) => {
    const labels = Object.entries(treeIn(hook, [selector, 'matchLabels']));
    const isAlone = getIn(hook, [selector, 'matchExpressions']) === undefined;
    return isAlone && labels.length === 1 && labels[0]?.[0] === DEACTIVATED && labels[0][1] === 'never-match';
  });
}
