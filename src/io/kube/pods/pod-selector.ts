// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../cluster.js';
import {mapField, recordsIn, textsIn} from '../verbs/fields.js';

/** Set on the pods of a Gateway that Istio runs. */
const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

const GATEWAY_API = /^gateway\.networking\.k8s\.io\//;

/**
 * The label selector of the pods that an object runs or sends to, as the API takes it; or why there is none. Besides
 * what Kubernetes has, kinds of others count that choose pods by `spec.selector` as a Deployment does.
 */
export function podSelector(object: KubeObject): string | {problem: string} {
  const spec = mapField(object, 'spec') ?? {};
  const selector = mapField(spec, 'selector');
  if (object.kind === 'Gateway' && GATEWAY_API.test(object.apiVersion)) return gatewaySelector(object, spec);
  if (object.apiVersion === 'v1' && (object.kind === 'Service' || object.kind === 'ReplicationController')) {
    if (selector && Object.keys(selector).length > 0) return labelsText(selector).join(',');
    const {kind, metadata} = object;
    return {problem: `invalid ${kind.toLowerCase()} '${metadata.name}': ${kind} is defined without a selector`};
  }
  const text = selector && selectorText(selector);
  return text ?? {problem: `selector for ${goType(object)} not implemented`};
}

/** A Gateway that names other addresses than an IP stands for something that runs elsewhere. */
function gatewaySelector(object: KubeObject, spec: Record<string, unknown>): string | {problem: string} {
  const addresses = recordsIn(spec, 'addresses');
  const type = addresses[0]?.['type'] ?? 'IPAddress';
  if (addresses.length > 1 || type !== 'IPAddress') return {problem: 'gateway is not a managed gateway'};
  return `${GATEWAY_NAME}=${object.metadata.name}`;
}

/** Undefined for what is no LabelSelector. */
function selectorText(selector: Record<string, unknown>): string | undefined {
  const labels = mapField(selector, 'matchLabels');
  if (!labels && !Array.isArray(selector['matchExpressions'])) return undefined;
  const terms = recordsIn(selector, 'matchExpressions').map(expressionText);
  return [...labelsText(labels ?? {}), ...terms].join(',');
}

function labelsText(labels: Record<string, unknown>): string[] {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${String(value)}`)
    .toSorted();
}

function expressionText(expression: Record<string, unknown>): string {
  const {key, operator} = expression;
  const among = `(${textsIn(expression, 'values').toSorted().join(',')})`;
  switch (operator) {
    case 'In':
      return `${String(key)} in ${among}`;
    case 'NotIn':
      return `${String(key)} notin ${among}`;
    case 'DoesNotExist':
      return `!${String(key)}`;
    default:
      return String(key);
  }
}

/** How Go prints the type of an object; of kinds that it has no type for, all are of one. */
function goType({apiVersion, kind}: KubeObject): string {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return /(^[a-z]*|\.k8s\.io|\.istio\.io)$/.test(group) ? `*${version}.${kind}` : '*unstructured.Unstructured';
}
