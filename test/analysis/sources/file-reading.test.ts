// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {analyze, linesOf} from '../analyze.js';

const yaml = (...documents: object[]) => documents.map((document) => JSON.stringify(document)).join('\n---\n');
const sidecar = (name: string, labels: object = {app: 'none'}) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'Sidecar',
  metadata: {name, namespace: 'shop'},
  spec: {workloadSelector: {labels}, egress: [{hosts: ['./*']}]},
});
const FOUND = /IST0101\] \(Sidecar shop\/(\w+)/g;
const namesIn = async (text: string, compat = false) =>
  [...(await linesOf(text, {compat})).join('\n').matchAll(FOUND)].map(([, name]) => name);

describe('lists', () => {
  const {apiVersion, kind: _, ...untyped} = sidecar('a');
  test.each<[string, object, string[]]>([
    ['a List', {apiVersion: 'v1', kind: 'List', items: [sidecar('a'), sidecar('b')]}, ['a', 'b']],
    ['a List in a List', {kind: 'List', items: [{kind: 'List', items: [sidecar('a')]}, sidecar('b')]}, ['a', 'b']],
    ['a list of one type', {apiVersion, kind: 'SidecarList', items: [untyped, sidecar('b')]}, ['a', 'b']],
    ['a list of nothing', {apiVersion, kind: 'SidecarList', items: []}, []],
  ])('%s', async (_, list, names) => {
    expect(await namesIn(yaml(list))).toEqual(names);
  });

  test('the Go istioctl reads no list but a List', async () => {
    const list = {apiVersion, kind: 'SidecarList', items: [sidecar('b')]};
    expect(await namesIn(yaml(list), true)).toEqual([]);
  });

  test('places in Lists in Lists are those in the file', async () => {
    const text = `kind: List\napiVersion: v1\nitems:\n- kind: List\n  apiVersion: v1\n  items:\n  - apiVersion: networking.istio.io/v1\n    kind: Sidecar\n    metadata: {name: a, namespace: shop}\n    spec: {egres: []}\n`;
    expect((await linesOf(text)).join('\n')).toContain('a.yaml:10:12) Unknown field');
  });

  test('elements that are no objects are errors', async () => {
    const {fileErrors} = await analyze(yaml({kind: 'List', items: [1]}));
    expect(fileErrors).toHaveLength(1);
  });
});

describe('a resource that occurs twice', () => {
  const twice = (one: object, other: object) => `${JSON.stringify(one)}\n---\n${JSON.stringify(other)}\n`;
  const place = async (text: string, compat = false) =>
    /a\.yaml:\d+/.exec((await linesOf(text, {compat})).join('\n'))?.[0];

  test('is where it stands first, if it is the same', async () => {
    expect(await place(twice(sidecar('a'), sidecar('a')))).toBe('a.yaml:1');
    expect(await place(twice(sidecar('a'), sidecar('a')), true)).toBe('a.yaml:3');
  });

  test('is what it is last, if it is not', async () => {
    expect(await place(twice(sidecar('a'), sidecar('a', {app: 'other'})))).toBe('a.yaml:3');
  });
});

describe('types that do not exist', () => {
  const object = (apiVersion: string, kind: string) => ({apiVersion, kind, metadata: {name: 'x', namespace: 'shop'}});
  const unknown = async (...documents: object[]) =>
    (await linesOf(yaml(...documents), {complete: false})).flatMap(
      (line) => /Unknown (.*): the API/.exec(line)?.[1] ?? [],
    );

  test.each([
    [
      'networking.istio.io/v1',
      'VirtualServices',
      'kind "VirtualServices" in networking.istio.io/v1 (did you mean "VirtualService"?)',
    ],
    [
      'networking.istio.io/v1',
      'virtualservice',
      'kind "virtualservice" in networking.istio.io/v1 (did you mean "VirtualService"?)',
    ],
    [
      'networking.istio.io/v2',
      'VirtualService',
      'version "v2" of VirtualService in networking.istio.io (known: v1, v1alpha3, v1beta1)',
    ],
    ['networking.istio.io/v1', 'EnvoyFilter', 'version "v1" of EnvoyFilter in networking.istio.io (known: v1alpha3)'],
    ['telemetry.istio.io/v1', 'Tracing', 'kind "Tracing" in telemetry.istio.io/v1 (known: Telemetry)'],
    [
      'install.istio.io/v1alpha1',
      'IstioOperators',
      'kind "IstioOperators" in install.istio.io/v1alpha1 (did you mean "IstioOperator"?)',
    ],
    [
      'gateway.networking.k8s.io/v1',
      'HTTPRouter',
      'kind "HTTPRouter" in gateway.networking.k8s.io/v1 (did you mean "HTTPRoute"?)',
    ],
    [
      'rbac.istio.io/v1alpha1',
      'ServiceRole',
      'group rbac.istio.io (removed from Istio; use AuthorizationPolicy of security.istio.io/v1)',
    ],
  ])('%s %s', async (apiVersion, kind, problem) => {
    expect(await unknown(object(apiVersion, kind))).toEqual([problem]);
    expect(await unknown({apiVersion: 'v1', kind: 'List', items: [object(apiVersion, kind)]})).toEqual([problem]);
  });

  test.each([
    ['networking.istio.io/v1beta1', 'ProxyConfig'],
    ['install.istio.io/v1alpha1', 'IstioOperator'],
    ['extensions.istio.io/v1alpha1', 'TrafficExtension'],
    ['gateway.networking.k8s.io/v1alpha2', 'UDPRoute'],
    ['gateway.networking.k8s.io/v1', 'ConformanceReport'],
    ['gateway.networking.k8s.io/v1', 'KindOfALaterRelease'],
    ['gateway.networking.x-k8s.io/v1alpha1', 'XListenerSet'],
    ['sailoperator.io/v1', 'Istio'],
    ['networking.k8s.io/v1', 'Ingresses'],
    ['example.com/v1', 'VirtualServices'],
  ])('%s %s does', async (apiVersion, kind) => {
    expect(await unknown(object(apiVersion, kind))).toEqual([]);
  });

  test('what a definition in the files adds does', async () => {
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {name: 'handlers.config.istio.io'},
      spec: {group: 'config.istio.io', names: {kind: 'handler', plural: 'handlers'}},
    };
    expect(await unknown(object('config.istio.io/v1alpha2', 'handler'), definition)).toEqual([]);
    expect(await unknown(object('config.istio.io/v1alpha2', 'rule'), definition)).toHaveLength(1);
  });

  test('the Go istioctl passes them over', async () => {
    expect(
      await linesOf(yaml(object('networking.istio.io/v2', 'VirtualService')), {compat: true, complete: false}),
    ).toEqual([]);
  });
});

describe('what the API server fills in', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'p', namespace: 'shop', labels: {istio: 'gw'}},
    spec: {},
  };
  const service = (port: object) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: 'gw', namespace: 'shop'},
    spec: {selector: {istio: 'gw'}, ports: [{name: 'http', ...port}]},
  });
  const gateway = (number: number) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: {name: 'g', namespace: 'shop'},
    spec: {selector: {istio: 'gw'}, servers: [{port: {number, name: 'http', protocol: 'HTTP'}, hosts: ['*']}]},
  });
  const container = {name: 'a', image: 'b', ports: [{name: 'web', containerPort: 8080}]};
  const ports = async (port: object, number: number, spec: object = {}, compat = false) =>
    (await linesOf(yaml({...pod, spec}, service(port), gateway(number)), {compat})).filter((line) =>
      line.includes('IST0162'),
    );

  test.each<[string, object, number, object, number]>([
    ['a port is for TCP', {port: 80}, 80, {}, 0],
    ['its target', {port: 80, targetPort: 8080}, 8080, {}, 0],
    ['the name of a target leads to a container', {port: 80, targetPort: 'web'}, 8080, {containers: [container]}, 0],
    ['to no other of its ports', {port: 80, targetPort: 'web'}, 8081, {containers: [container]}, 1],
    ['what no container declares may be any', {port: 80, targetPort: 'web'}, 8081, {}, 0],
    ['UDP stays UDP', {port: 80, protocol: 'UDP'}, 80, {}, 1],
  ])('%s', async (_, port, number, spec, count) => {
    expect(await ports(port, number, spec)).toHaveLength(count);
  });

  test('with --compat 1.30 nothing is filled in', async () => {
    expect(await ports({port: 80}, 80, {}, true)).toHaveLength(1);
  });

  test('every namespace has its name as a label', async () => {
    const hook = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: {name: 'i'},
      webhooks: [{name: 'a.istio.io', namespaceSelector: {matchLabels: {'kubernetes.io/metadata.name': 'shop'}}}],
    };
    const waiting = (namespace: string) => [
      {apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace}},
      {...pod, metadata: {name: 'p', namespace}, spec: {containers: [{name: 'istio-proxy', image: 'auto'}]}},
    ];
    expect((await linesOf(yaml(hook, ...waiting('shop')))).join('\n')).not.toContain('IST0147');
    expect((await linesOf(yaml(hook, ...waiting('pay')))).join('\n')).toContain('IST0147');
  });
});
