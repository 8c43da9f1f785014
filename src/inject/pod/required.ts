// SPDX-License-Identifier: Apache-2.0
import {getKey, isTree, type Tree} from '../../manifest/input/tree.js';
import {selectorMatches} from '../../revision/label-selector.js';
import {Annotation} from './annotation.js';
import {annotationOf, labelOf, type Pod, textsIn} from './container.js';

/** Namespaces whose pods are never injected. */
const IGNORED = new Set(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']);

/** What an injector does with pods that say nothing themselves. */
export interface Policy {
  enabled: boolean;
  /** LabelSelectors; one that is empty matches nothing here. */
  neverInject: readonly Tree[];
  alwaysInject: readonly Tree[];
}

/** `kube-inject` is asked to inject, so that neither policy nor selectors of the configuration count. */
export const ASKED: Policy = {enabled: true, neverInject: [], alwaysInject: []};

export interface Decision {
  inject: boolean;
  cause: 'hostNetwork' | 'namespace' | 'label' | 'annotation' | 'neverInject' | 'alwaysInject' | 'policy';
  /** The rule, with what made it hold. */
  reason: string;
}

/** Whether a pod gets a proxy, and the rule that says so (spec install.md §4.18, 1). */
export function decide(pod: Pod, namespace: string, policy: Policy): Decision {
  if (getKey(pod.spec, 'hostNetwork') === true) {
    return {inject: false, cause: 'hostNetwork', reason: 'spec.hostNetwork is true'};
  }
  if (IGNORED.has(namespace)) {
    return {inject: false, cause: 'namespace', reason: `pods of the namespace ${namespace} are never injected`};
  }
  const label = labelOf(pod, Annotation.inject);
  const cause = label === undefined ? 'annotation' : 'label';
  const said = label ?? annotationOf(pod, Annotation.inject);
  if (said === 'true' || said === 'false') {
    return {inject: said === 'true', cause, reason: `${cause} ${Annotation.inject}=${said}`};
  }
  return bySelectors(pod, policy);
}

function bySelectors(pod: Pod, {enabled, neverInject, alwaysInject}: Policy): Decision {
  const matching = (selectors: readonly Tree[]) =>
    selectors.findIndex((selector) => !isEmpty(selector) && selectorMatches(selector, textsIn(pod.metadata, 'labels')));
  const never = matching(neverInject);
  if (never >= 0)
    return {inject: false, cause: 'neverInject', reason: `neverInjectSelector[${never}] matches its labels`};
  const always = matching(alwaysInject);
  if (always >= 0) {
    return {inject: true, cause: 'alwaysInject', reason: `alwaysInjectSelector[${always}] matches its labels`};
  }
  return {
    inject: enabled,
    cause: 'policy',
    reason: `no label or annotation says otherwise (policy ${enabled ? 'enabled' : 'disabled'})`,
  };
}

function isEmpty(selector: Tree): boolean {
  const expressions = getKey(selector, 'matchExpressions');
  const labels = getKey(selector, 'matchLabels');
  return !(isTree(labels) && Object.keys(labels).length > 0) && !(Array.isArray(expressions) && expressions.length > 0);
}
