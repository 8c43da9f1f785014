// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../model/context.js';

/** Labels that name the application of a workload, the first one that is there. */
const APP_LABELS = ['app', 'app.kubernetes.io/name', 'service.istio.io/canonical-name'];

/**
 * Returns the name that a proxy's bootstrap gives its node, by which spans name the service: application and namespace.
 * Without such a label it is that of the workload, which is not simulated.
 */
export function spanService({proxy, notSimulated}: Context): string {
  const app = APP_LABELS.map((label) => proxy.labels[label]).find(Boolean);
  if (app) return `${app}.${proxy.namespace}`;
  notSimulated('service name of spans of workloads without a label "app"');
  return '';
}

/** Returns the service's name by OpenTelemetry's conventions for Kubernetes: https://opentelemetry.io/docs/specs/semconv/non-normative/k8s-attributes/ */
export function conventionalService({proxy, notSimulated}: Context): string {
  const {annotations, labels} = proxy;
  const named =
    annotations['resource.opentelemetry.io/service.name'] ||
    labels['app.kubernetes.io/instance'] ||
    labels['app.kubernetes.io/name'];
  if (named) return named;
  notSimulated('service name of spans of workloads without a label "app.kubernetes.io/name"');
  return proxy.name;
}
