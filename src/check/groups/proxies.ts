// SPDX-License-Identifier: Apache-2.0
import {type Patching, patchesOf} from '../../describe/shaping/patching.js';
import {mapsIn} from '../../install/apply/field.js';
import {versionOfImage} from '../../install/plan/preflight.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {getIn, isTree, type Tree, textIn, treeIn} from '../../manifest/input/tree.js';
import {quantity} from '../../quantity.js';
import {choiceOf, isInjected} from '../../revision/usage.js';
import {refusalsIn, refusalText} from '../../xds/refusals.js';
import {check, failed, following, ok, someOf, warning} from '../check.js';
import {type IstiodAnswer, keyOf} from '../facts.js';
import {imageVersion, minorsApart} from './image-version.js';

export const PROXIES = [
  check({
    id: 'C050',
    group: 'proxies',
    title: 'proxies are connected to istiod',
    when: 'after',
    doc: `A proxy that is not connected goes on with what it has: it learns of no new endpoint, and its certificate runs out.
Its log says why it cannot connect; often a NetworkPolicy, or a revision that was uninstalled.`,
    needs: ['istiods', 'pods'],
    run({istiods, pods}) {
      const proxies = pods.filter(runsProxy);
      const {entries, problem} = connectedProxies(istiods);
      if (problem !== undefined) {
        const outcome = warning('who is connected is not known for sure', problem.text);
        return [problem.istiod === undefined ? following(outcome, 'C020') : following(outcome, 'C023', problem.istiod)];
      }
      const known = new Set(entries.map((entry) => textIn(entry, ['proxy'])));
      const lost = proxies.filter(({metadata}) => !known.has(`${metadata.name}.${metadata.namespace}`));
      if (proxies.length === 0) return [];
      if (lost.length === 0) return [ok(`${quantity(proxies.length, 'proxy is', 'proxies are')} connected`)];
      return [
        failed(
          `${lost.length} of ${quantity(proxies.length, 'proxy', 'proxies')} ${lost.length === 1 ? 'is' : 'are'} not connected`,
          someOf(lost.map(keyOf)),
        ),
      ];
    },
  }),
  check({
    id: 'C051',
    group: 'proxies',
    title: 'proxies have what istiod sent them',
    when: 'after',
    doc: `A proxy that has not acknowledged what istiod sent last refused it, or is too busy to take it. \`istioctl proxy-status\`
names the types; the log of the proxy says why it refused.`,
    needs: ['istiods', 'pods', 'patches'],
    run({istiods, pods, patches, settings}) {
      const {entries} = connectedProxies(istiods);
      const asked = entries.filter(
        (entry) => settings.namespace === undefined || namespaceOf(entry) === settings.namespace,
      );
      const stale = asked.flatMap((entry) => {
        const types = TYPES.filter(
          (type) => (textIn(entry, [`${type}_sent`]) ?? '') !== (textIn(entry, [`${type}_acked`]) ?? ''),
        );
        return types.length === 0 ? [] : [`${textIn(entry, ['proxy'])} (${types.join(', ')})`];
      });
      if (asked.length === 0) return [];
      if (stale.length === 0)
        return [ok(`${quantity(asked.length, 'connected proxy is', 'connected proxies are')} in sync`)];
      return [
        failed(
          `${stale.length} of ${quantity(asked.length, 'connected proxy', 'connected proxies')} ${stale.length === 1 ? 'is' : 'are'} not in sync`,
          someOf(stale),
          ...refusalsOf(asked, {pods, objects: patches, rootNamespace: settings.istioNamespace}),
        ),
      ];
    },
  }),
  check({
    id: 'C052',
    group: 'proxies',
    title: 'proxies are of a version that istiod supports',
    when: 'after',
    doc: `istiod supports proxies that are at most two minor releases older, and none that are newer. Restart the workloads to
have them injected anew: \`istioctl proxies outdated\` lists them.`,
    needs: ['pods', 'deployments'],
    run({pods, deployments}) {
      const versions = deployments.flatMap((deployment) => imageVersion(deployment) ?? []);
      const proxies = pods.filter(runsProxy);
      if (versions.length === 0 || proxies.length === 0) return [];
      const far = proxies.filter((pod) => {
        const version = proxyVersion(pod);
        return version !== undefined && versions.every((istiod) => minorsApart(istiod, version) > 2);
      });
      if (far.length === 0)
        return [ok(`${quantity(proxies.length, 'proxy is', 'proxies are')} near enough to istiod's version`)];
      return [
        warning(
          `${far.length} of ${quantity(proxies.length, 'proxy', 'proxies')} ${far.length === 1 ? 'is' : 'are'} too far from istiod's version`,
          someOf(far.map(keyOf)),
        ),
      ];
    },
  }),
  check({
    id: 'C053',
    group: 'proxies',
    title: 'pods have the sidecar that their namespace asks for',
    when: 'after',
    doc: `Pods that were created before their namespace was labelled, or while istiod was away, have no sidecar: policies do not
hold for them, and STRICT mTLS locks them out. Restart their workloads.`,
    needs: ['pods', 'namespaces'],
    run({pods, namespaces}) {
      const labels = new Map(namespaces.map(({metadata}) => [metadata.name, metadata.labels ?? {}]));
      const wanted = pods.filter((pod) => wantsSidecar(pod, labels.get(pod.metadata.namespace ?? '') ?? {}));
      const bare = wanted.filter((pod) => !isInjected(pod));
      if (wanted.length === 0) return [];
      if (bare.length === 0)
        return [ok(`${quantity(wanted.length, 'pod has', 'pods have')} the sidecar that the namespace asks for`)];
      return [
        warning(
          `${bare.length} of ${quantity(wanted.length, 'pod')} ${bare.length === 1 ? 'lacks' : 'lack'} the sidecar that the namespace asks for`,
          someOf(bare.map(keyOf)),
        ),
      ];
    },
  }),
];

const TYPES = ['cluster', 'listener', 'route', 'endpoint', 'extensionconfig'] as const;

/** Why it is not known who is connected, and the istiod that did not say. */
interface Problem {
  text: string;
  istiod?: string;
}

function connectedProxies(istiods: readonly IstiodAnswer[]): {entries: Tree[]; problem: Problem | undefined} {
  const entries: Tree[] = [];
  let problem: Problem | undefined = istiods.length === 0 ? {text: 'no istiod runs'} : undefined;
  for (const {id, syncz} of istiods) {
    const list = syncz instanceof Error ? undefined : listIn(syncz);
    entries.push(...(list ?? []));
    if (list !== undefined) continue;
    const other = `istiod ${id} answered /debug/syncz with something else than a list`;
    problem ??= {text: syncz instanceof Error ? syncz.message : other, istiod: id};
  }
  return {entries, problem};
}

/** What the proxies of these entries of syncz refused, a line for each reason, with the objects that may be the cause. */
function refusalsOf(entries: readonly Tree[], patching: Patching): string[] {
  const refusers = entries.map((entry) => ({
    id: textIn(entry, ['proxy']) ?? '',
    types: Object.entries(treeIn(entry, ['resources'])).map(([typeUrl, status]) => ({
      typeUrl,
      refusal: textIn(status, ['lastError']) || undefined,
    })),
  }));
  return refusalsIn(refusers).map((refusal) => refusalText(refusal, patchesOf(refusal.proxies, patching)));
}

function listIn(text: string): Tree[] | undefined {
  try {
    const value: unknown = JSON.parse(text) ?? [];
    return Array.isArray(value) ? value.filter(isTree) : undefined;
  } catch {
    return undefined;
  }
}

function namespaceOf(entry: Tree): string | undefined {
  return textIn(entry, ['proxy'])?.split('.').at(-1);
}

/** A running pod with a proxy that istiod should know. */
function runsProxy(pod: KubeObject): boolean {
  return proxyContainer(pod) !== undefined && isRunning(pod);
}

/** A pod that is terminating is on its way out: others have taken its place. */
function isRunning(pod: KubeObject): boolean {
  return textIn(pod, ['status', 'phase']) === 'Running' && pod.metadata.deletionTimestamp === undefined;
}

function proxyContainer(pod: KubeObject): Tree | undefined {
  const lists = ['containers', 'initContainers'].flatMap((list) => mapsIn(pod, ['spec', list]));
  return lists.find(({name}) => name === 'istio-proxy');
}

function proxyVersion(pod: KubeObject): string | undefined {
  return versionOfImage(textIn(proxyContainer(pod), ['image']));
}

function wantsSidecar(pod: KubeObject, namespace: Record<string, string>): boolean {
  const {labels = {}, annotations = {}} = pod.metadata;
  const key = 'sidecar.istio.io/inject';
  if ((labels[key] ?? annotations[key]) === 'false' || getIn(pod, ['spec', 'hostNetwork']) === true) return false;
  return isRunning(pod) && choiceOf(namespace) !== undefined;
}
