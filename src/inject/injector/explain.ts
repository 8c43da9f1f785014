// SPDX-License-Identifier: Apache-2.0
import {getKey, isTree, type Tree, textIn, treeIn} from '../../manifest/input/tree.js';
import type {Labels} from '../../revision/label-selector.js';
import {parseYaml} from '../../yaml/parse.js';
import {Annotation} from '../pod/annotation.js';
import {annotationOf, textsIn} from '../pod/container.js';
import {templatesOf} from '../pod/inject-pod.js';
import {type Decision, decide} from '../pod/required.js';
import {type Steering, steeringOf} from '../pod/steering.js';
import type {InjectedDocument, Outcome} from './inject-file.js';
import type {Injector} from './injector.js';
import {type WebhookDecision, webhookDecisions} from './webhook-decision.js';

/** Why a workload is injected or not, and what decides on its proxy. */
export interface Explanation {
  title: string;
  decision: Decision;
  /** What the injector of a cluster would do with its pods, where a webhook sends them to it. */
  automatic: Decision;
  /** What the webhooks of the installation would do. */
  webhooks: readonly WebhookDecision[];
  templates: readonly string[];
  /** What chose the templates. */
  templatesFrom: string;
  settings: readonly Steering[];
}

/** One for each workload. `webhooks` are MutatingWebhookConfigurations; labels of namespaces come from the documents. */
export function explanations(
  injector: Injector,
  documents: readonly InjectedDocument[],
  webhooks: readonly Tree[],
): Explanation[] {
  const namespaces = namespaceLabels(documents);
  return documents.flatMap(({outcomes}) => outcomes.map((outcome) => explain(injector, outcome, webhooks, namespaces)));
}

function explain(
  injector: Injector,
  {workload, decision}: Outcome,
  webhooks: readonly Tree[],
  namespaces: ReadonlyMap<string, Labels>,
): Explanation {
  const {pod} = workload;
  const namespace = workload.namespace === '' ? 'default' : workload.namespace;
  const labels = {'kubernetes.io/metadata.name': namespace, ...namespaces.get(namespace)};
  const asks = annotationOf(pod, Annotation.templates) !== undefined;
  return {
    title: workload.title,
    decision,
    automatic: decide(pod, workload.namespace, injector.policy),
    webhooks: webhookDecisions(webhooks, labels, textsIn(pod.metadata, 'labels')),
    templates: decision.inject ? templatesOf(injector, pod) : [],
    templatesFrom: asks ? `annotation ${Annotation.templates}` : 'defaultTemplates of the configuration',
    settings: decision.inject ? steeringOf(injector, pod) : [],
  };
}

/** The labels of the namespaces that the documents hold. */
function namespaceLabels(documents: readonly InjectedDocument[]): ReadonlyMap<string, Labels> {
  const found = new Map<string, Labels>();
  for (const {text, object} of documents) {
    if (object !== undefined || !text.includes('Namespace')) continue;
    const parsed = parseYaml(text);
    if (!isTree(parsed) || getKey(parsed, 'kind') !== 'Namespace') continue;
    found.set(textIn(parsed, ['metadata', 'name']) ?? '', textsIn(treeIn(parsed, ['metadata']), 'labels'));
  }
  return found;
}
