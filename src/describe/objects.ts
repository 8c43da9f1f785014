// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../io/kube/cluster.js';
import type {ContainerPort, ServicePort} from './ports.js';

/** Anything that came as JSON; what is read from it is checked when it is used. */
export type Json = {readonly [field: string]: unknown};

/** A field that should be an object; an empty one for anything else. */
export function part(value: unknown, ...path: string[]): Json {
  const found = path.reduce<unknown>((holder, name) => (isJson(holder) ? holder[name] : undefined), value);
  return isJson(found) ? found : {};
}

/** A field that should be a list of objects. */
export function parts(value: unknown, name: string): Json[] {
  const found = isJson(value) ? value[name] : undefined;
  return Array.isArray(found) ? found.filter(isJson) : [];
}

/** A field that should be text; empty for anything else. */
export function text(value: unknown, name: string): string {
  const found = isJson(value) ? value[name] : undefined;
  return typeof found === 'string' ? found : '';
}

/** A field that should be a map of texts. */
export function texts(value: unknown, name: string): Record<string, string> {
  const entries = Object.entries(part(value, name));
  return Object.fromEntries(entries.flatMap(([key, each]) => (typeof each === 'string' ? [[key, each]] : [])));
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether labels have all that a selector asks for. */
export function selects(selector: Record<string, string>, labels: Record<string, string>): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

export function phaseOf(pod: KubeObject): string {
  return text(pod['status'], 'phase');
}

/** Ports of all containers of a pod. */
export function containerPorts(pod: KubeObject): ContainerPort[] {
  return parts(pod['spec'], 'containers').flatMap((container) =>
    parts(container, 'ports').map((port) => ({
      container: text(container, 'name'),
      containerPort: Number(port['containerPort']),
      protocol: text(port, 'protocol') || 'TCP',
      ...(text(port, 'name') && {name: text(port, 'name')}),
    })),
  );
}

/** Ports of a Service in their order. */
export function servicePorts(service: KubeObject): ServicePort[] {
  return parts(service['spec'], 'ports').map((port) => {
    const {targetPort} = port;
    return {
      port: Number(port['port']),
      protocol: text(port, 'protocol'),
      ...(text(port, 'name') && {name: text(port, 'name')}),
      ...(text(port, 'appProtocol') && {appProtocol: text(port, 'appProtocol')}),
      ...((typeof targetPort === 'string' || typeof targetPort === 'number') && {targetPort}),
    };
  });
}

/** The revision whose injector has made a pod; empty where nothing says. */
export function podRevision({metadata: {annotations = {}}}: KubeObject): string {
  if (annotations['istio.io/rev']) return annotations['istio.io/rev'];
  try {
    return text(JSON.parse(annotations['sidecar.istio.io/status'] ?? '{}'), 'revision');
  } catch {
    return ''; // A status that is no JSON says nothing.
  }
}

/** Names an object: with its namespace where that is another than the one described. */
export type Kname = (object: {name: string; namespace?: string | undefined}) => string;

export function knameIn(namespace: string): Kname {
  return ({name, namespace: own = ''}) => (own === namespace ? name : `${name}.${own}`);
}
