// SPDX-License-Identifier: Apache-2.0

import {matchesSelector} from '../../index/labels.js';
import type {LabelSelector, Labels, Webhook} from '../../model/kubernetes.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

const REVISION = 'istio.io/rev';

interface Injector {
  configuration: Resource<'MutatingWebhookConfiguration'>;
  webhook: Webhook;
  /** `configuration/webhook`. */
  name: string;
}

/** Injection webhooks that would inject the same pod, or call a service that does not exist (spec §3.32). */
export function* injectionWebhooks(resources: Resources): Generator<Message> {
  const injectors: Injector[] = [];
  const revisions = new Set<string>();
  for (const configuration of resources.all('MutatingWebhookConfiguration')) {
    const {webhooks = []} = configuration.spec;
    const found = revisionsOf(configuration);
    if (found.length === 0 && !webhooks.some(({name}) => name?.endsWith('istio.io'))) continue;
    for (const revision of found) revisions.add(revision);
    for (const webhook of webhooks) {
      injectors.push({configuration, webhook, name: `${configuration.name}/${webhook.name ?? ''}`});
    }
  }
  yield* overlaps(injectors, [...revisions]);
  for (const injector of injectors) yield* missingService(injector, resources);
}

function revisionsOf({labels, spec}: Resource<'MutatingWebhookConfiguration'>): string[] {
  const selectors = (spec.webhooks ?? []).flatMap(({namespaceSelector, objectSelector}) => [
    namespaceSelector,
    objectSelector,
  ]);
  return [labels[REVISION] ?? '', ...selectors.flatMap(revisionsAskedFor)].filter((revision) => revision !== '');
}

function revisionsAskedFor(selector: LabelSelector | undefined): string[] {
  const expressions = (selector?.matchExpressions ?? []).filter(({key}) => key === REVISION);
  return [selector?.matchLabels?.[REVISION] ?? '', ...expressions.flatMap(({values = []}) => values)];
}

/** Tries every way in which namespaces and pods may be labelled for injection. */
function* overlaps(injectors: readonly Injector[], revisions: readonly string[]): Generator<Message> {
  const byPod = labelSets('sidecar.istio.io/inject', ['true', 'false'], revisions).map((labels) =>
    matching(injectors, labels, ({objectSelector}) => objectSelector),
  );
  const seen = new Set<string>();
  for (const labels of labelSets('istio-injection', ['enabled', 'disabled'], revisions)) {
    const ofNamespace = [...matching(injectors, labels, ({namespaceSelector}) => namespaceSelector)];
    for (const ofPod of byPod) {
      const both = ofNamespace.filter((injector) => ofPod.has(injector));
      const key = both.map(({name}) => name).join(' ');
      if (both.length < 2 || seen.has(key)) continue;
      seen.add(key);
      yield* overlap(both);
    }
  }
}

function labelSets(key: string, values: readonly string[], revisions: readonly string[]): Labels[] {
  const sets: Labels[] = [{}, ...values.map((value) => ({[key]: value}))];
  return [...sets, ...revisions.flatMap((revision) => sets.map((labels) => ({...labels, [REVISION]: revision})))];
}

function matching(
  injectors: readonly Injector[],
  labels: Labels,
  selector: (webhook: Webhook) => LabelSelector | undefined,
): Set<Injector> {
  return new Set(injectors.filter(({webhook}) => matchesSelector(selector(webhook), labels)));
}

function* overlap(injectors: readonly Injector[]): Generator<Message> {
  for (const injector of injectors) {
    const others = injectors.filter((other) => other !== injector).map(({name}) => name);
    const found = `Webhook overlaps with others: [${others.sort().join(' ')}]. This may cause injection to occur twice.`;
    yield message('IST0139', injector.configuration, [found]);
  }
}

function* missingService({configuration, webhook}: Injector, resources: Resources): Generator<Message> {
  const service = webhook.clientConfig?.service;
  if (!service) return;
  const {namespace = '', name = ''} = service;
  if (resources.find('Service', namespace, name)) return;
  const found = `Injector refers to a control plane service that does not exist: ${fullName({namespace, name})}.`;
  yield message('IST0139', configuration, [found]);
}
