// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../../io/kube/cluster.js';
import {part, parts, selects, text, texts} from '../objects.js';
import {SHAPING_KINDS} from './kinds.js';

/** What objects look at to know whether they are for a proxy. */
export interface Workload {
  /** `sidecar`, `router` for a gateway, `waypoint`. */
  type: string;
  namespace: string;
  labels: Record<string, string>;
}

/** An object that is for a proxy, and in what way. */
export interface Selected {
  object: KubeObject;
  how: string;
}

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/**
 * The objects that are for a workload by what they say themselves: by its labels, its namespace, as part of the mesh, or
 * by naming its Gateway. Of Sidecars only the one that counts. Services and routes that a waypoint serves are not looked
 * into.
 */
export function selectedFor(workload: Workload, objects: readonly KubeObject[], rootNamespace: string): Selected[] {
  const selected = objects.flatMap((object): Selected[] => {
    const how = howSelected(workload, object, rootNamespace);
    return how === undefined ? [] : [{object, how}];
  });
  const sidecars = selected.filter(({object}) => object.kind === 'Sidecar').sort(byPrecedence);
  return selected.filter(({object}) => object.kind !== 'Sidecar' || object === sidecars[0]?.object);
}

const BY_LABELS = 'by its labels';
const BY_NAMESPACE = 'in its namespace';
const BY_MESH = 'in all namespaces';
const BY_TARGET = 'by its Gateway';

/** The nearest comes first, of two alike the older. */
function byPrecedence(a: Selected, b: Selected): number {
  const order = [BY_LABELS, BY_NAMESPACE, BY_MESH];
  const age = ({object}: Selected): string => `${object.metadata.creationTimestamp ?? ''} ${object.metadata.name}`;
  return order.indexOf(a.how) - order.indexOf(b.how) || (age(a) < age(b) ? -1 : 1);
}

function howSelected(workload: Workload, object: KubeObject, rootNamespace: string): string | undefined {
  const {kind, metadata} = object;
  const {labels, namespace, type} = workload;
  if (type !== 'sidecar' && FOR_SIDECARS.has(kind)) return undefined;
  if (kind === 'Gateway') {
    const selector = texts(object['spec'], 'selector');
    const isFor = type === 'router' && Object.keys(selector).length > 0 && selects(selector, labels);
    return isFor ? BY_LABELS : undefined;
  }
  const isRoot = metadata.namespace === rootNamespace;
  if (metadata.namespace !== namespace && !isRoot) return undefined;
  const refs = targetsOf(object);
  if (refs.length > 0) return refs.some((ref) => isMeant(ref, workload)) ? BY_TARGET : undefined;
  const selector = selectorOf(object);
  if (Object.keys(selector).length > 0) {
    if (type === 'waypoint' || (isRoot && metadata.namespace !== namespace && OWN_NAMESPACE.has(kind)))
      return undefined;
    return selects(selector, labels) ? BY_LABELS : undefined;
  }
  if (type === 'waypoint' && !FOR_WAYPOINTS.has(kind)) return undefined;
  return isRoot ? BY_MESH : BY_NAMESPACE;
}

const FOR_SIDECARS = new Set(['Sidecar', 'PeerAuthentication']);
/** Kinds whose labels choose only among the workloads of their own namespace, the root namespace or not. */
const OWN_NAMESPACE = FOR_SIDECARS;
/** Kinds that are for waypoints without naming them. */
const FOR_WAYPOINTS = new Set(['Telemetry', 'ProxyConfig']);

function selectorOf({kind, spec}: KubeObject): Record<string, string> {
  const {selector} = SHAPING_KINDS.find((each) => each.kind === kind) ?? {};
  if (selector === 'workloadSelector') return texts(part(spec, 'workloadSelector'), 'labels');
  return texts(part(spec, 'selector'), 'matchLabels');
}

function targetsOf({spec}: KubeObject): unknown[] {
  const one = part(spec, 'targetRef');
  return [...parts(spec, 'targetRefs'), ...(Object.keys(one).length > 0 ? [one] : [])];
}

function isMeant(ref: unknown, {type, labels}: Workload): boolean {
  const name = text(ref, 'name');
  if (text(ref, 'kind') === 'GatewayClass') return type === 'waypoint' && name === 'istio-waypoint';
  return text(ref, 'kind') === 'Gateway' && name === labels[GATEWAY_NAME];
}
