// SPDX-License-Identifier: Apache-2.0
import {getIn, isTree, type Tree, textIn, treeIn} from '../manifest/input/tree.js';

/** What a revision's injection webhook says of how its istiod is reached; tags answer in the same way. */
export interface CanonicalWebhook {
  /** '' is the default revision. */
  revision: string;
  caBundle: string | undefined;
  /** Set where istiod runs outside of the cluster. */
  url: string | undefined;
  service: {name: string; path: string | undefined} | undefined;
  reinvocationPolicy: string | undefined;
  labels: Tree;
  annotations: Tree;
}

const INJECTOR = 'sidecar-injector.istio.io';

/** Reads the MutatingWebhookConfiguration of a revision; undefined when none of its webhooks injects. */
export function canonicalWebhookOf(configuration: Tree): CanonicalWebhook | undefined {
  const hook = webhooksOf(configuration).find((webhook) => textIn(webhook, ['name'])?.endsWith(INJECTOR));
  if (hook === undefined) return undefined;
  const {app: _, ...labels} = treeIn(configuration, ['metadata', 'labels']);
  const revision = textIn(labels, ['istio.io/rev']) ?? '';
  const name = textIn(hook, ['clientConfig', 'service', 'name']);
  return {
    revision: revision === 'default' ? '' : revision,
    caBundle: textIn(hook, ['clientConfig', 'caBundle']),
    url: textIn(hook, ['clientConfig', 'url']),
    service: name === undefined ? undefined : {name, path: textIn(hook, ['clientConfig', 'service', 'path'])},
    reinvocationPolicy: textIn(hook, ['reinvocationPolicy']),
    labels,
    annotations: treeIn(configuration, ['metadata', 'annotations']),
  };
}

/** How objects of a tag are labelled. */
export interface TagLabels {
  custom: Record<string, string>;
  /** Made by a user for good: labels that say that an install owns it are left out. */
  userManaged: boolean;
}

/** The rendered webhooks of a tag, reaching istiod as those of the revision do. */
export function completedInjector(rendered: Tree, canonical: CanonicalWebhook, labels: TagLabels): Tree {
  const annotations = {...treeIn(rendered, ['metadata', 'annotations']), ...canonical.annotations};
  return {
    ...rendered,
    metadata: {
      ...completedMetadata(rendered, canonical, labels),
      ...(Object.keys(annotations).length > 0 && {annotations}),
    },
    webhooks: webhooksOf(rendered).map((webhook) => ({...webhook, clientConfig: clientConfig(webhook, canonical)})),
  };
}

/** The rendered Service of a tag; pods of the default revision carry its name like those of any other. */
export function completedService(rendered: Tree, canonical: CanonicalWebhook, labels: TagLabels): Tree {
  const {istio: _, ...selector} = treeIn(rendered, ['spec', 'selector']);
  return {
    ...rendered,
    metadata: completedMetadata(rendered, canonical, labels),
    spec: {...treeIn(rendered, ['spec']), selector: {...selector, 'istio.io/rev': canonical.revision || 'default'}},
  };
}

/** With the labels of the revision's webhook, which say to what install and chart the tag belongs. */
function completedMetadata(rendered: Tree, canonical: CanonicalWebhook, {custom, userManaged}: TagLabels): Tree {
  const metadata = treeIn(rendered, ['metadata']);
  const labels = Object.entries({...treeIn(metadata, ['labels']), ...canonical.labels, ...custom});
  const kept = userManaged ? labels.filter(([key]) => !key.includes('operator.istio.io')) : labels;
  return {...metadata, labels: Object.fromEntries(kept)};
}

function clientConfig(webhook: Tree, {caBundle, service}: CanonicalWebhook): Tree {
  const config = treeIn(webhook, ['clientConfig']);
  const own = config['service'];
  return {
    ...config,
    ...(caBundle !== undefined && {caBundle}),
    ...(isTree(own) && service && {service: {...own, name: service.name, ...(service.path && {path: service.path})}}),
  };
}

/**
 * The rendered default validator with the revision's certificate. istiod raises failurePolicy to Fail once it answers;
 * where `live` shows that, the field is left out so that it stays.
 */
export function completedValidator(
  rendered: Tree,
  canonical: CanonicalWebhook,
  live: Tree | undefined,
  labels: TagLabels,
): Tree {
  const policies = new Map(webhooksOf(live ?? {}).map((webhook) => [webhook['name'], webhook['failurePolicy']]));
  return {
    ...rendered,
    metadata: completedMetadata(rendered, canonical, labels),
    webhooks: webhooksOf(rendered).map(({failurePolicy, ...webhook}) => {
      const policy = policies.get(webhook['name']) ?? failurePolicy;
      const config = treeIn(webhook, ['clientConfig']);
      return {
        ...webhook,
        ...(policy !== 'Fail' && {failurePolicy: policy}),
        clientConfig: {...config, ...(canonical.caBundle !== undefined && {caBundle: canonical.caBundle})},
      };
    }),
  };
}

/** Matches no namespace and no pod. */
const NEVER = {matchLabels: {'istio.io/deactivated': 'never-match'}};

/** The configuration with webhooks that match nothing: the default tag answers in its place. */
export function deactivated(configuration: Tree): Tree {
  const webhooks = webhooksOf(configuration);
  return {
    ...configuration,
    webhooks: webhooks.map((webhook) => ({...webhook, namespaceSelector: NEVER, objectSelector: NEVER})),
  };
}

function webhooksOf(configuration: Tree): Tree[] {
  const webhooks = getIn(configuration, ['webhooks']);
  return Array.isArray(webhooks) ? webhooks.filter(isTree) : [];
}
