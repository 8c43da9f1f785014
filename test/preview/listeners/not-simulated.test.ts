// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {inboundListeners} from '../../../src/preview/listeners/inbound/listeners.js';
import {contextFor} from '../../../src/preview/read/context.js';
import {type WorkloadOptions, workloadContext} from '../sidecar-context.js';

const OPTIONS: WorkloadOptions = {namespace: 'shop', labels: {app: 'cart'}};

function missing(options: WorkloadOptions, ...objects: string[]): string[] {
  const {mesh} = workloadContext(options, ...objects);
  const [pod] = mesh.pods;
  if (!pod) throw new Error('the pod is missing');
  const {context, notSimulated} = contextFor(pod, mesh);
  inboundListeners(context);
  return [...notSimulated];
}

const wasm = (name: string, namespace: string, app: string) => `
apiVersion: extensions.istio.io/v1alpha1
kind: WasmPlugin
metadata: {name: ${name}, namespace: ${namespace}}
spec: {url: oci://example/plugin, selector: {matchLabels: {app: ${app}}}}
`;

describe('of what a sidecar takes, it is said that it is not simulated', () => {
  test.each<[string, WorkloadOptions, string[], string[]]>([
    ['nothing by default', OPTIONS, [], []],
    [
      'plugins that apply to it',
      OPTIONS,
      [
        wasm('own', 'shop', 'cart'),
        wasm('mesh', 'istio-system', 'cart'),
        wasm('other', 'shop', 'web'),
        wasm('far', 'pay', 'cart'),
      ],
      ['WasmPlugin shop/own', 'WasmPlugin istio-system/mesh'],
    ],
    [
      'settings of its pod that change listeners',
      {
        ...OPTIONS,
        annotations: {'proxy.istio.io/config': 'tracing: {sampling: 5}\nproxyHeaders: {server: {value: a}}'},
      },
      [],
      [
        'tracing in annotation proxy.istio.io/config of pod shop/workload',
        'proxyHeaders in annotation proxy.istio.io/config of pod shop/workload',
      ],
    ],
    ['none of its other settings', {...OPTIONS, annotations: {'proxy.istio.io/config': 'concurrency: 2'}}, [], []],
  ])('%s', (_, options, objects, expected) => {
    expect(missing(options, ...objects).toSorted()).toEqual(expected.toSorted());
  });
});
