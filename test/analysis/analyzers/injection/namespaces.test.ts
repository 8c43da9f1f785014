// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'injection.Analyzer';
const namespace = (labels: Record<string, string>, name = 'a') => object('Namespace', name, {labels});
const enabled = {'istio-injection': 'enabled'};
const pod = (container: object, rest: object = {}, labels: Record<string, string> = {}) =>
  object('Pod', 'a/p', {labels, spec: {containers: [{name: 'app', image: 'x'}, container], ...rest}});

test('a namespace that says nothing is reported at its name', async () => {
  const found = await analyze(ANALYZER, [namespace({}), namespace({}, 'istio-system')]);
  expect(found.map(({about}) => about)).toEqual(['IST0102 Namespace a metadata.name']);
  expect(found[0]?.text).toContain("'kubectl label namespace a istio-injection=disabled'");
});

test('unless the injector takes those, whatever a broken one of another revision says', async () => {
  const values = JSON.stringify({sidecarInjectorWebhook: {enableNamespacesByDefault: true}});
  const injector = object('ConfigMap', 'istio-system/istio-sidecar-injector', {data: {values}});
  const broken = object('ConfigMap', 'istio-system/istio-sidecar-injector-x', {data: {values: '{'}});
  expect(await findings(ANALYZER, [namespace({}), injector, broken])).toEqual(['IST0148 Namespace a']);
  expect(await findings(ANALYZER, [namespace({}), broken])).toEqual(['IST0102 Namespace a metadata.name']);
});

test.each<[Record<string, string>, string]>([
  [{...enabled, 'istio.io/rev': 'x'}, '[istio-injection=enabled istio.io/rev=x]'],
  [{...enabled, 'istio.io/dataplane-mode': 'ambient'}, '[istio-injection=enabled istio.io/dataplane-mode=ambient]'],
  [{'istio.io/rev': 'x', 'istio.io/dataplane-mode': 'ambient'}, '[istio.io/rev=x istio.io/dataplane-mode=ambient]'],
])('the labels %j are too many', async (labels, text) => {
  const found = await analyze(ANALYZER, [namespace(labels)]);
  expect(found.map(({about}) => about)).toEqual(['IST0123 Namespace a']);
  expect(found[0]?.text).toContain(text);
});

test.each<Record<string, string>>([
  enabled,
  {'istio-injection': 'disabled', 'istio.io/rev': 'x'},
  {'istio.io/rev': 'x'},
  {'istio.io/dataplane-mode': 'ambient'},
])('the labels %j are not', async (labels) => {
  expect(await findings(ANALYZER, [namespace(labels)])).toEqual([]);
});

test.each([
  ['without a proxy', pod({name: 'other', image: 'y'}), 1],
  ['with a proxy that has no image', pod({name: 'istio-proxy'}), 1],
  ['with a proxy', pod({name: 'istio-proxy', image: 'y'}), 0],
  ['with a native proxy', pod({}, {initContainers: [{name: 'istio-proxy', image: 'y'}]}), 0],
  ['that opts out', pod({}, {}, {'sidecar.istio.io/inject': 'False'}), 0],
  ['on the network of its host', pod({}, {hostNetwork: true}), 0],
])('a pod %s', async (_, resource, count) => {
  const found = await analyze(ANALYZER, [namespace(enabled), resource]);
  expect(found.map(({about}) => about)).toEqual(count === 1 ? ['IST0103 Pod a/p'] : []);
  expect(await findings(ANALYZER, [namespace({'istio-injection': 'disabled'}), resource])).toEqual([]);
});
