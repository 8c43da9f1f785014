// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../src/preview/model/context.js';
import {contextFor} from '../../src/preview/read/context.js';
import {readMesh} from '../../src/preview/read/mesh.js';

/** The pod whose sidecar is asked for, where a test does not say otherwise. */
const CLIENT = `
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: shop, labels: {app: client}, annotations: {preview/proxy: sidecar}}
spec: {serviceAccountName: default, containers: [{name: app}]}
status: {podIP: 10.1.0.1, conditions: [{type: Ready, status: 'True'}]}
`;

/** Returns the context of the sidecar of the pod `client` in namespace `shop`, in a mesh of these objects. */
export function sidecarContext(...objects: string[]): Context {
  const mesh = readMesh([{name: 'mesh.yaml', text: [CLIENT, ...objects].join('\n---\n')}]);
  const pod = mesh.pods.find(({name}) => name === 'client');
  if (!pod) throw new Error('the pod is missing');
  return contextFor(pod, mesh).context;
}

/** Returns the context of the sidecar of a pod `workload` with these labels and the address 10.1.0.1. */
export function workloadContext(options: WorkloadOptions, ...objects: string[]): Context {
  const mesh = readMesh([{name: 'mesh.yaml', text: workloadMesh(options, ...objects)}]);
  const found = mesh.pods.find(({name}) => name === 'workload');
  if (!found) throw new Error('the pod is missing');
  return contextFor(found, mesh).context;
}

/** Returns the text of a mesh with that pod. */
export function workloadMesh(
  {namespace = 'shop', labels = {}, annotations = {}}: WorkloadOptions,
  ...objects: string[]
): string {
  const pod = `
apiVersion: v1
kind: Pod
metadata: ${JSON.stringify({name: 'workload', namespace, labels, annotations: {'preview/proxy': 'sidecar', ...annotations}})}
spec: {serviceAccountName: default, containers: [{name: app}]}
status: {phase: Running, podIP: 10.1.0.1, podIPs: [{ip: 10.1.0.1}], conditions: [{type: Ready, status: 'True'}]}
`;
  return [pod, ...objects].join('\n---\n');
}

export interface WorkloadOptions {
  namespace?: string;
  labels?: Readonly<Record<string, string>>;
  annotations?: Readonly<Record<string, string>>;
}

/** A Service of Kubernetes; ports as `name:port`. */
export function service(name: string, ports: string, {namespace = 'shop', clusterIP = '10.96.0.1'} = {}): string {
  const list = ports.split(' ').map((port) => {
    const [portName = '', number = ''] = port.split(':');
    return `{name: ${portName}, port: ${number}, protocol: TCP}`;
  });
  return `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec: {clusterIP: ${clusterIP}, ports: [${list.join(', ')}], selector: {app: ${name}}}
`;
}

/** An object of a networking kind of Istio with a spec in flow style. */
export function networking(kind: string, name: string, spec: string, namespace = 'shop'): string {
  return `
apiVersion: networking.istio.io/v1
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;
}

/** A Telemetry with a spec in flow style. */
export function telemetry(name: string, spec: string, namespace = 'shop'): string {
  return `
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;
}

/** An object of a security kind of Istio with a spec in flow style. */
export function security(kind: string, name: string, spec: string, namespace = 'shop'): string {
  return `
apiVersion: security.istio.io/v1
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;
}

/** The mesh's settings. */
export function meshSettings(yaml: string): string {
  return `
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: ${JSON.stringify(yaml)}}
`;
}
