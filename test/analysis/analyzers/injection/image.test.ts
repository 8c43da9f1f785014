// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {defaultMeshConfig} from '../../../../src/analysis/model/mesh-config.js';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'injection.ImageAnalyzer';
const injector = (image: string, name = 'istio-sidecar-injector') =>
  object('ConfigMap', `istio-system/${name}`, {
    data: {values: JSON.stringify({global: {hub: 'hub', tag: '2', proxy: {image}}})},
  });
const namespace = object('Namespace', 'a', {labels: {'istio-injection': 'enabled'}});
const pod = (image: string, annotations: Record<string, string> = {}, name = 'a/p') =>
  object('Pod', name, {annotations, labels: {app: 'x'}, spec: {containers: [{name: 'istio-proxy', image}]}});

test('pods with another image are named once for the namespace', async () => {
  const pods = [pod('hub/proxyv2:1', {}, 'a/z'), pod('hub/proxyv2:2'), pod('hub/proxyv2:2-debug', {}, 'a/b')];
  const found = await analyze(ANALYZER, [namespace, injector('proxyv2'), ...pods]);
  expect(found.map(({about}) => about)).toEqual(['IST0158 Namespace a']);
  expect(found[0]?.text).toContain('(pod names: [b z])');
});

test.each([
  ['there is no injector', [namespace, pod('old')]],
  ['the injector names a whole image', [namespace, injector('reg/proxy:old'), pod('reg/proxy:old')]],
  ['the pod names its image', [namespace, injector('p'), pod('old', {'sidecar.istio.io/proxyImage': 'old'})]],
  ['the namespace is not injected', [object('Namespace', 'a'), injector('p'), pod('old')]],
  ['the revision is unknown', [object('Namespace', 'a', {labels: {'istio.io/rev': 'r'}}), injector('p'), pod('old')]],
])('nothing is reported where %s', async (_, resources) => {
  expect(await findings(ANALYZER, resources)).toEqual([]);
});

test('a namespace of a revision is held to its injector', async () => {
  const revised = object('Namespace', 'a', {labels: {'istio.io/rev': 'r'}});
  const injectors = [injector('p'), injector('q', 'istio-sidecar-injector-r')];
  expect(await findings(ANALYZER, [revised, ...injectors, pod('hub/q:2')])).toEqual([]);
  expect(await findings(ANALYZER, [revised, ...injectors, pod('hub/p:2')])).toEqual(['IST0158 Namespace a']);
});

test('whoever is closest to the pod decides on the variant', async () => {
  const config = (name: string, imageType: string, matchLabels?: object) =>
    object('ProxyConfig', name, {
      spec: {image: {imageType}, ...(matchLabels && {selector: {matchLabels}})},
    });
  const meshConfig = {...defaultMeshConfig, defaultConfig: {image: {imageType: 'mesh'}}};
  const layers = [
    config('istio-system/root', 'root'),
    config('a/selective', 'selective', {app: 'x'}),
    config('a/all', 'all'),
    config('a/other', 'other', {app: 'y'}),
  ];
  const variants = ['mesh', 'root', 'all', 'selective', 'annotated'];
  const accepted = async (resources: typeof layers, annotations: Record<string, string> = {}) => {
    const pods = variants.map((variant) => pod(`hub/p:2-${variant}`, annotations, `a/${variant}`));
    const found = await analyze(ANALYZER, [namespace, injector('p'), ...pods, ...resources], {meshConfig});
    return variants.filter(
      (variant) => !new RegExp(`\\b${variant}\\b`).test(found[0]?.text.split('pod names')[1] ?? ''),
    );
  };
  expect(await accepted([])).toEqual(['mesh']);
  expect(await accepted(layers.slice(0, 1))).toEqual(['root']);
  expect(await accepted([...layers.slice(0, 1), ...layers.slice(2)])).toEqual(['all']);
  expect(await accepted(layers)).toEqual(['selective']);
  expect(await accepted(layers, {'proxy.istio.io/config': 'image: {imageType: annotated}'})).toEqual(['annotated']);
  for (const broken of ['image: [', 'image: {imageType: 1}']) {
    expect(await accepted(layers, {'proxy.istio.io/config': broken})).toEqual(['selective']);
  }
});
