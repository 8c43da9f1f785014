// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../model/context.js';
import type {MeshObject} from '../model/object.js';
import type {Proxy} from '../model/proxy.js';

type Labels = Readonly<Record<string, string>>;

interface TargetReference {
  group?: string;
  kind?: string;
  name?: string;
  namespace?: string;
}

/** What AuthorizationPolicies, RequestAuthentications, Telemetries and WasmPlugins say of where they apply. */
export interface Attachment {
  selector?: {matchLabels?: Labels};
  targetRef?: TargetReference;
  targetRefs?: readonly TargetReference[];
}

/** The label by which the pods of a Gateway of Gateway API name it. */
const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** Returns whether labels hold everything that a selector asks for; an empty selector selects everything. */
export function selects(wanted: Labels | undefined, labels: Labels): boolean {
  return Object.entries(wanted ?? {}).every(([key, value]) => labels[key] === value);
}

/** Returns the targets of a policy, in either spelling. */
export function targets({targetRef, targetRefs = []}: Attachment): readonly TargetReference[] {
  return targetRefs.length === 0 && targetRef ? [targetRef] : targetRefs;
}

/** Returns whether a policy holds for all of its namespace. */
export function isNamespaceWide(spec: Attachment): boolean {
  return Object.keys(spec.selector?.matchLabels ?? {}).length === 0 && targets(spec).length === 0;
}

/**
 * Returns whether a policy of a namespace that is looked at applies to a proxy: by its selector, or for the proxy of a
 * Gateway of Gateway API by its targets (https://istio.io/latest/docs/reference/config/type/workload-selector/).
 */
export function applies({namespace, spec}: MeshObject<Attachment>, proxy: Proxy): boolean {
  const gateway = proxy.labels[GATEWAY_NAME];
  const references = targets(spec);
  if (references.length === 0) return selects(spec.selector?.matchLabels, proxy.labels);
  if (gateway === undefined || namespace !== proxy.namespace) return false;
  return references.some(
    (target) =>
      (!target.namespace || target.namespace === proxy.namespace) &&
      target.group === 'gateway.networking.k8s.io' &&
      target.kind === 'Gateway' &&
      target.name === gateway,
  );
}

/** Returns the policies that apply to the proxy: those of the namespaces in their order, the older first. */
export function applicable<Spec extends Attachment>(
  {proxy}: Pick<Context, 'proxy'>,
  policies: readonly MeshObject<Spec>[],
  namespaces: readonly string[],
): MeshObject<Spec>[] {
  return [...new Set(namespaces)].flatMap((namespace) =>
    policies.filter((policy) => policy.namespace === namespace && applies(policy, proxy)),
  );
}
