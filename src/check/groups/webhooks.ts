// SPDX-License-Identifier: Apache-2.0
import {mapsIn} from '../../install/apply/field.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {getIn, isTree, textIn} from '../../manifest/input/tree.js';
import {quantity} from '../../quantity.js';
import {REVISION, TAG} from '../../revision/labels.js';
import {choiceOf} from '../../revision/usage.js';
import {type Overlap, webhookOverlaps} from '../../revision/webhook-overlap.js';
import {check, failed, following, ok, someOf, warning} from '../check.js';
import {revisionOf} from './istiod.js';

export const WEBHOOKS = [
  check({
    id: 'C030',
    group: 'webhooks',
    title: 'every revision has an injection webhook',
    when: 'after',
    doc: `Pods get their sidecar from a MutatingWebhookConfiguration that sends them to istiod. Without it they start without
one, and nobody is told. Install the revision again.`,
    needs: ['deployments', 'mutating'],
    run({deployments, mutating}) {
      const served = new Set(mutating.map(({metadata}) => metadata.labels?.[REVISION]));
      return deployments.map((deployment) => {
        const revision = revisionOf(deployment);
        if (served.has(revision)) return ok(`revision ${revision} has an injection webhook`);
        return failed(`revision ${revision} has no injection webhook`, 'pods will be created without a sidecar');
      });
    },
  }),
  check({
    id: 'C031',
    group: 'webhooks',
    title: 'webhooks trust the certificate of istiod',
    when: 'after',
    doc: `istiod writes its root certificate into the caBundle of its webhooks. When another one stands there, the API server
does not trust istiod, and pods are not injected or not created at all. That happens when a tool writes the rendered,
empty or old value back, or after the root was changed: let the tool ignore the field, and restart istiod.`,
    needs: ['mutating', 'validating', 'roots'],
    run({mutating, validating, roots, settings}) {
      const root = roots.find(({metadata}) => metadata.namespace === settings.istioNamespace);
      const pem = textIn(root, ['data', 'root-cert.pem'])?.trim();
      if (pem === undefined)
        return [warning(`namespace ${settings.istioNamespace} has no root certificate to compare with`)];
      return [...mutating, ...validating].filter(isIstios).map((configuration) => {
        const {name} = configuration.metadata;
        const bundles = hooksOf(configuration).map((hook) => textIn(hook, ['clientConfig', 'caBundle']) ?? '');
        const consequence = configuration.kind.startsWith('Mutating')
          ? 'pods will be created without a sidecar, or not at all'
          : 'resources of Istio are not checked, or not taken';
        if (bundles.some((bundle) => bundle === ''))
          return following(
            failed(`webhook ${name}: istiod has not written its certificate into caBundle`, consequence),
            'C020',
            configuration.metadata.labels?.[REVISION],
          );
        const strangers = bundles.filter((bundle) => !Buffer.from(bundle, 'base64').toString().includes(pem));
        return strangers.length > 0
          ? failed(`webhook ${name}: caBundle does not match the root certificate of istiod`, consequence)
          : ok(`webhook ${name} trusts istiod`);
      });
    },
  }),
  check({
    id: 'C032',
    group: 'webhooks',
    title: 'the Services of webhooks have ready endpoints',
    when: 'after',
    doc: `The API server calls webhooks by their Service. Without a ready endpoint behind it calls fail: with failurePolicy
Fail nothing the webhook matches can be created. Start istiod, or remove the configuration if it is a leftover.`,
    needs: ['mutating', 'validating', 'services', 'endpoints'],
    run({mutating, validating, services, endpoints, settings: {istioNamespace}}) {
      const callers = callersOf([...mutating, ...validating].filter(isIstios), istioNamespace);
      return [...callers].map(([name, webhooks]) => {
        const text = `Service ${istioNamespace}/${name}`;
        const calls = `called by ${webhooks.length === 1 ? 'webhook' : 'webhooks'} ${someOf(webhooks)}`;
        const service = services.find(({metadata}) => metadata.name === name);
        if (service === undefined) return failed(`${text} does not exist, and is ${calls}`);
        if (hasReadyEndpoint(endpoints, name)) return ok(`${text} has endpoints, and is ${calls}`);
        const outcome = failed(`${text} has no ready endpoint, and is ${calls}`);
        return following(outcome, 'C020', service.metadata.labels?.[REVISION]);
      });
    },
  }),
  check({
    id: 'C033',
    group: 'webhooks',
    title: 'webhooks do not overlap',
    when: 'after',
    doc: `Two injection webhooks that match the same pod inject it twice, or in an order that nobody chose. Remove the one
that is a leftover, or take the label off that both select.`,
    needs: ['mutating'],
    run({mutating}) {
      const rivals = rivalsIn(webhookOverlaps(mutating));
      if (rivals.length === 0) return [ok('no two webhooks inject the same pods')];
      return rivals.map((names) => failed(`webhooks ${someOf(names)} inject the same pods`));
    },
  }),
  check({
    id: 'C034',
    group: 'webhooks',
    title: 'tags stand for revisions that exist',
    when: 'after',
    doc: `A tag whose revision was uninstalled injects nobody. Move it with \`istioctl tag set --overwrite\`, or remove it.`,
    needs: ['mutating', 'deployments'],
    run({mutating, deployments}) {
      const revisions = new Set(deployments.map(revisionOf));
      return mutating.flatMap(({metadata: {labels = {}}}) => {
        const [tag, revision] = [labels[TAG], labels[REVISION]];
        if (tag === undefined || revision === undefined) return [];
        return revisions.has(revision)
          ? [ok(`tag ${tag} stands for revision ${revision}`)]
          : [failed(`tag ${tag} stands for revision ${revision}, which does not exist`)];
      });
    },
  }),
  check({
    id: 'C035',
    group: 'webhooks',
    title: 'namespaces choose revisions and tags that exist',
    when: 'after',
    doc: `A namespace with istio.io/rev=NAME gets sidecars from revision or tag NAME. When there is none, its pods start
without one, and nobody is told. Label it with one that \`istioctl tag list\` shows.`,
    needs: ['namespaces', 'mutating'],
    run({namespaces, mutating, settings}) {
      const known = new Set(mutating.flatMap(({metadata: {labels = {}}}) => labels[TAG] ?? labels[REVISION] ?? []));
      const choices = namespaces
        .filter(({metadata}) => settings.namespace === undefined || metadata.name === settings.namespace)
        .map(({metadata}) => ({name: metadata.name, choice: choiceOf(metadata.labels ?? {})}))
        .filter(({choice}) => choice !== undefined);
      const lost = choices.filter(({choice = ''}) => !known.has(choice));
      if (lost.length > 0)
        return lost.map(({name, choice}) =>
          failed(
            `namespace ${name} chooses revision or tag ${choice}, which does not exist`,
            'its pods get no sidecar',
          ),
        );
      return choices.length === 0
        ? []
        : [
            ok(
              quantity(
                choices.length,
                'namespace chooses a revision or tag that exists',
                'namespaces choose revisions and tags that exist',
              ),
            ),
          ];
    },
  }),
];

/** Which webhook configurations call which Services of the namespace, by the name of the Service. */
function callersOf(configurations: readonly KubeObject[], namespace: string): Map<string, string[]> {
  const callers = new Map<string, string[]>();
  for (const configuration of configurations) {
    const services = hooksOf(configuration).map((hook) => getIn(hook, ['clientConfig', 'service']));
    const own = services.filter((service) => textIn(service, ['namespace']) === namespace);
    for (const name of new Set(own.flatMap((service) => textIn(service, ['name']) ?? []))) {
      callers.set(name, [...(callers.get(name) ?? []), configuration.metadata.name].sort());
    }
  }
  return callers;
}

/** Names of configurations that overlap with each other, be it by a third one; each set sorted. */
function rivalsIn(overlaps: readonly Overlap[]): string[][] {
  let sets: Set<string>[] = [];
  for (const {configuration, others} of overlaps) {
    const names = [configuration, ...others.map((other) => other.slice(0, other.indexOf('/')))];
    const touched = sets.filter((set) => names.some((name) => set.has(name)));
    sets = [
      ...sets.filter((set) => !touched.includes(set)),
      new Set([...touched.flatMap((set) => [...set]), ...names]),
    ];
  }
  return sets.map((set) => [...set].sort());
}

/** Webhooks that istiod serves. */
function isIstios(configuration: KubeObject): boolean {
  return hooksOf(configuration).some(
    (hook) => isTree(getIn(hook, ['clientConfig', 'service'])) && textIn(hook, ['name'])?.endsWith('istio.io') === true,
  );
}

function hooksOf(configuration: KubeObject) {
  return mapsIn(configuration, ['webhooks']);
}

function hasReadyEndpoint(slices: readonly KubeObject[], service: string): boolean {
  return slices
    .filter(({metadata}) => metadata.labels?.['kubernetes.io/service-name'] === service)
    .some((slice) =>
      mapsIn(slice, ['endpoints']).some((endpoint) => getIn(endpoint, ['conditions', 'ready']) === true),
    );
}
