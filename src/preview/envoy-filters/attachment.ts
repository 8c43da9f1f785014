// SPDX-License-Identifier: Apache-2.0
import type {Descriptors} from '../../envoy/proto/descriptors.js';
import type {Context} from '../model/context.js';
import type {Proxy} from '../model/proxy.js';
import {type ApplyTo, type EnvoyFilter, type Patch, readPatches} from './patch.js';

/** The patches that hold for one proxy, in the order in which they are applied, and which of them had an effect. */
export class ProxyPatches {
  readonly #byTarget = new Map<ApplyTo, Patch[]>();
  readonly #effective = new Set<Patch>();

  constructor(
    readonly descriptors: Descriptors,
    readonly all: readonly Patch[],
  ) {
    for (const patch of all) {
      const known = this.#byTarget.get(patch.applyTo);
      if (known) known.push(patch);
      else this.#byTarget.set(patch.applyTo, [patch]);
    }
  }

  of(applyTo: ApplyTo): readonly Patch[] {
    return this.#byTarget.get(applyTo) ?? [];
  }

  /** Notes that a patch found what it is for. */
  applied(patch: Patch): void {
    this.#effective.add(patch);
  }

  /** Patches that found nothing to change. */
  get withoutEffect(): Patch[] {
    return this.all.filter((patch) => !this.#effective.has(patch));
  }
}

/**
 * Returns the patches for a proxy: EnvoyFilters of the root namespace and of its own that select it, by priority, root
 * namespace first, then from old to young (https://istio.io/latest/docs/reference/config/networking/envoy-filter/).
 */
export function proxyPatches(context: Context, descriptors: Descriptors): ProxyPatches {
  const {mesh, proxy} = context;
  const {rootNamespace} = mesh.settings;
  const filters = mesh.envoyFilters
    .filter(({namespace}) => namespace === rootNamespace || namespace === proxy.namespace)
    .filter((filter) => isAttached(filter, proxy))
    .sort((a, b) => priority(a) - priority(b) || rank(a, rootNamespace) - rank(b, rootNamespace) || a.age - b.age);
  const patches = filters.flatMap((filter) => {
    const {patches: own, unreadable} = readPatches(descriptors, filter);
    for (const cause of unreadable) context.notSimulated(`EnvoyFilter ${filter.namespace}/${filter.name} (${cause})`);
    return own;
  });
  return new ProxyPatches(
    descriptors,
    patches.filter((patch) => matchesProxy(patch, proxy)),
  );
}

function priority({spec}: EnvoyFilter): number {
  return spec.priority ?? 0;
}

function rank({namespace}: EnvoyFilter, rootNamespace: string): number {
  return namespace === rootNamespace ? 0 : 1;
}

/** A Gateway of Gateway API is attached to by reference, or by labels where there is no reference; others by labels. */
function isAttached({namespace, spec}: EnvoyFilter, proxy: Proxy): boolean {
  const refs = spec.targetRefs ?? [];
  if (refs.length === 0) {
    const wanted = Object.entries(spec.workloadSelector?.labels ?? {});
    return wanted.every(([name, value]) => proxy.labels[name] === value);
  }
  const gateway = proxy.labels['gateway.networking.k8s.io/gateway-name'];
  return refs.some(
    (ref) =>
      ref.group === 'gateway.networking.k8s.io' &&
      ref.kind === 'Gateway' &&
      ref.name === gateway &&
      namespace === proxy.namespace &&
      (!ref.namespace || ref.namespace === namespace),
  );
}

/** The version that proxies of the simulated control plane have. */
const PROXY_VERSION = '1.30.3';

/** Longer expressions match nothing: istiod does not compile them. */
const MAX_EXPRESSION = 1024;

function matchesProxy({match}: Patch, proxy: Proxy): boolean {
  const {proxyVersion = '', metadata = {}} = match.proxy ?? {};
  if (proxyVersion !== '' && !matchesVersion(proxyVersion)) return false;
  const known = nodeMetadata(proxy);
  return Object.entries(metadata).every(([name, value]) => known[name] === value);
}

function matchesVersion(expression: string): boolean {
  if (expression.length > MAX_EXPRESSION) return false;
  try {
    return new RegExp(expression).test(PROXY_VERSION);
  } catch {
    // An expression that does not compile is left out of the match.
    return true;
  }
}

/** What a proxy says of itself that is text, as far as its pod tells. */
function nodeMetadata(proxy: Proxy): Record<string, string | undefined> {
  return {
    ISTIO_VERSION: PROXY_VERSION,
    CLUSTER_ID: proxy.clusterId,
    NAMESPACE: proxy.namespace,
    NAME: proxy.name,
    SERVICE_ACCOUNT: proxy.serviceAccount,
    ...(proxy.type === 'sidecar' && {INTERCEPTION_MODE: proxy.interception}),
  };
}
