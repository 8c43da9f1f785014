// SPDX-License-Identifier: Apache-2.0
import {injectorValues} from '../../api/injector-values.js';
import type {Cluster, KubeObject} from '../../io/kube/cluster.js';
import {getIn, textIn} from '../../manifest/input/tree.js';
import {type Labels, selectorMatches} from '../../revision/label-selector.js';
import {namedItems} from '../pod/container.js';

/** Pods of a namespace that have the same revision. */
export interface PodCount {
  /** Empty for pods without a proxy. */
  revision: string;
  pods: number;
  /** Of those that want no proxy. */
  disabled: number;
  /** Of those whose proxy is not of the revision of the namespace. */
  outdated: number;
}

export interface InjectedNamespace {
  name: string;
  /** Empty for none; `MISSING/` and what the namespace asks for where no webhook answers to it. */
  revision: string;
  counts: PodCount[];
}

export interface InjectorHook {
  name: string;
  revision: string;
  /** Image of the proxies that it injects; empty where it is not known. */
  image: string;
  /** Namespaces whose pods it injects unasked. */
  namespaces: string[];
}

export interface Injectors {
  namespaces: InjectedNamespace[];
  hooks: InjectorHook[];
}

const NAMESPACE = {apiVersion: 'v1', kind: 'Namespace'};
const POD = {apiVersion: 'v1', kind: 'Pod'};
const CONFIG_MAP = {apiVersion: 'v1', kind: 'ConfigMap'};
const WEBHOOKS = {apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration'};
const REVISION = 'istio.io/rev';
const INJECTION = 'istio-injection';
const IGNORED = ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'];

/** The webhooks of a configuration that inject a namespace's pods without a word on the pods. */
const BY_NAMESPACE = ['rev.namespace.sidecar-injector.istio.io', 'namespace.sidecar-injector.istio.io'];

export interface InjectorsRequest {
  istioNamespace: string;
  /** The only one to be shown, where it is one that may be injected; empty for all. */
  namespace: string;
}

/** Which injector serves which namespace, and with what their pods run (spec analyze.md §8). */
export async function listInjectors(
  cluster: Pick<Cluster, 'list' | 'pages'>,
  request: InjectorsRequest,
): Promise<Injectors> {
  const [all, hooks, maps] = await Promise.all([
    cluster.list(NAMESPACE),
    cluster.list(WEBHOOKS, {labelSelector: 'app=sidecar-injector'}),
    cluster.list(CONFIG_MAP, {labelSelector: REVISION}),
  ]);
  const namespaces = chosen(all, request);
  const names = namespaces.map(({metadata: {name}}) => name);
  const revisions = new Map(namespaces.map(({metadata: {name, labels}}) => [name, revisionOf(labels ?? {}, hooks)]));
  const counts = await countPods(cluster, revisions, names.length === 1 ? names[0] : undefined);
  return {
    namespaces: names.map((name) => ({name, revision: revisions.get(name) ?? '', counts: counts.get(name) ?? []})),
    hooks: hooks.map((hook) => hookOf(hook, namespaces, imagesOf(maps))).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function chosen(all: readonly KubeObject[], {istioNamespace, namespace}: InjectorsRequest): KubeObject[] {
  const injectable = all
    .filter(({metadata: {name, labels}}) => ![...IGNORED, istioNamespace].includes(name) && !isAmbient(labels ?? {}))
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const only = injectable.filter(({metadata: {name}}) => name === namespace);
  return only.length > 0 ? only : injectable;
}

function isAmbient(labels: Labels): boolean {
  return labels['istio.io/dataplane-mode'] === 'ambient' && labels[INJECTION] !== 'enabled' && !labels[REVISION];
}

function revisionOf(labels: Labels, hooks: readonly KubeObject[]): string {
  const hook = hooks.find((candidate) =>
    namedItems(candidate, 'webhooks').some(({namespaceSelector}) => selectorMatches(namespaceSelector, labels)),
  );
  if (hook) return hook.metadata.labels?.[REVISION] ?? '';
  const {[REVISION]: revision, [INJECTION]: injection} = labels;
  if (revision !== undefined) return `MISSING/${revision}`;
  return injection === undefined || injection === 'disabled' ? '' : `MISSING/${INJECTION}`;
}

/** By namespace. Everything that matters of a pod is in its metadata. */
async function countPods(
  cluster: Pick<Cluster, 'pages'>,
  revisions: ReadonlyMap<string, string>,
  namespace: string | undefined,
): Promise<Map<string, PodCount[]>> {
  const counts = new Map<string, PodCount[]>();
  for await (const page of cluster.pages(POD, {namespace, metadataOnly: true})) {
    for (const pod of page) {
      const home = pod.metadata.namespace ?? '';
      const wanted = revisions.get(home);
      if (wanted === undefined) continue;
      const own = counts.get(home) ?? [];
      counts.set(home, own);
      count(own, pod, wanted);
    }
  }
  for (const own of counts.values()) own.sort((a, b) => (a.revision < b.revision ? -1 : 1));
  return counts;
}

function count(counts: PodCount[], pod: KubeObject, wanted: string): void {
  const revision = podRevision(pod);
  const isDisabled = wantsNoProxy(pod);
  let own = counts.find((candidate) => candidate.revision === revision);
  if (!own) counts.push((own = {revision, pods: 0, disabled: 0, outdated: 0}));
  own.pods++;
  if (isDisabled) own.disabled++;
  else if (revision !== wanted) own.outdated++;
}

function podRevision({metadata: {annotations}}: KubeObject): string {
  const said = annotations?.[REVISION];
  if (said !== undefined) return said;
  try {
    const status: unknown = JSON.parse(annotations?.['sidecar.istio.io/status'] ?? '{}');
    return textIn(status, ['revision']) ?? '';
  } catch {
    return ''; // What no injector has written says nothing.
  }
}

function wantsNoProxy({metadata: {labels, annotations}}: KubeObject): boolean {
  const said = labels?.['sidecar.istio.io/inject'] ?? annotations?.['sidecar.istio.io/inject'];
  return said?.toLowerCase() === 'false';
}

/** Image of the proxies of each revision. */
function imagesOf(maps: readonly KubeObject[]): Map<string, string> {
  const images = new Map<string, string>();
  for (const map of maps) {
    const values = injectorValues(textIn(map, ['data', 'values']) ?? '');
    if (values) images.set(map.metadata.labels?.[REVISION] ?? '', values.image);
  }
  return images;
}

function hookOf(
  hook: KubeObject,
  namespaces: readonly KubeObject[],
  images: ReadonlyMap<string, string>,
): InjectorHook {
  const revision = hook.metadata.labels?.[REVISION] ?? '';
  const selectors = namedItems(hook, 'webhooks')
    .filter((webhook) => BY_NAMESPACE.includes(textIn(webhook, ['name']) ?? ''))
    .map((webhook) => getIn(webhook, ['namespaceSelector']));
  const injected = namespaces.filter(({metadata: {labels}}) =>
    selectors.some((selector) => selectorMatches(selector, labels ?? {})),
  );
  return {
    name: hook.metadata.name,
    revision,
    image: images.get(revision) ?? '',
    namespaces: injected.map(({metadata: {name}}) => name),
  };
}
