// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {validateFile} from '../../src/validate/validate-file.js';

const request = {istioNamespace: 'istio-system', defaultNamespace: 'default', compat: false};
const validate = (text: string) => validateFile('a.yaml', text, request);
const gateway = (spec: string, metadata = '{name: g}') =>
  `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: ${metadata}\nspec: ${spec}\n`;
const policy = (spec: string, dryRun: string) =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p, annotations: {istio.io/dry-run: "${dryRun}"}}\nspec: ${spec}\n`;

test.each([
  [
    'an unknown field',
    gateway('{serverz: []}'),
    'Gateway//g: cannot parse proto message: unknown field "serverz" in istio.networking.v1alpha3.Gateway',
  ],
  [
    'a key beside the spec',
    `${gateway('{servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.com]}]}')}junk: 1\n`,
    'Gateway//g: unknown field "junk"',
  ],
  [
    'a key set twice',
    gateway('{}').replace('spec: {}', 'spec: {servers: [],\n servers: []}'),
    'failed to decode file a.yaml:  error converting YAML to JSON: yaml: unmarshal errors:\n  line 5: key "servers" already set in map',
  ],
  [
    'text behind a separator',
    `${gateway('{servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.com]}]}')}--- junk\n`,
    'failed to decode file a.yaml:  invalid Yaml document separator: junk',
  ],
  [
    'a document that is no object',
    'text',
    'failed to decode file a.yaml:  error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type map[string]interface {}',
  ],
  [
    'a dry run of what cannot be tried',
    gateway('{}', '{name: g, annotations: {istio.io/dry-run: "true"}}'),
    'Gateway//g: default/g has unsupported annotation istio.io/dry-run, please remove the annotation',
  ],
  [
    'a dry run that is neither on nor off',
    policy('{rules: [{}]}', 'maybe'),
    'AuthorizationPolicy//p: default/p has annotation istio.io/dry-run with invalid value (maybe): strconv.ParseBool: parsing "maybe": invalid syntax',
  ],
  [
    'a mistake in an install',
    'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {dummy: 1}\n',
    'IstioOperator//: could not unmarshal: json: unknown field "dummy"',
  ],
  [
    'a port without a name',
    'apiVersion: v1\nkind: List\nitems: [{kind: Service, metadata: {name: s}, spec: {ports: [{port: 1}]}}]\n',
    'Service//s: service "s//:" has an unnamed port. This is not recommended, See https://istio.io/v1.30/docs/ops/deployment/requirements/',
  ],
  [
    'a port of portLevelMtls that is no number',
    'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nspec: {selector: {matchLabels: {a: b}}, portLevelMtls: {http: {mode: STRICT}}}\n',
    "PeerAuthentication//: cannot parse proto message: invalid character 'h' looking for beginning of value",
  ],
  [
    'a mistake in a List in a List',
    `apiVersion: v1\nkind: List\nitems:\n- kind: List\n  apiVersion: v1\n  items: [${JSON.stringify({apiVersion: 'networking.istio.io/v1', kind: 'Gateway', spec: {serverz: []}})}]\n`,
    'Gateway//: cannot parse proto message: unknown field "serverz" in istio.networking.v1alpha3.Gateway',
  ],
  [
    'a mistake in a list of one type',
    'apiVersion: networking.istio.io/v1\nkind: GatewayList\nitems: [{metadata: {name: g}, spec: {serverz: []}}]\n',
    'Gateway//g: cannot parse proto message: unknown field "serverz" in istio.networking.v1alpha3.Gateway',
  ],
  [
    'an element of a List that is no object',
    'apiVersion: v1\nkind: List\nitems: [1]\n',
    'List//: items[0] is no object',
  ],
  [
    'a kind that does not exist',
    'apiVersion: networking.istio.io/v1\nkind: VirtualServices\n',
    'VirtualServices//: unknown kind "VirtualServices" in networking.istio.io/v1 (did you mean "VirtualService"?)',
  ],
  [
    'a version that does not exist',
    'apiVersion: gateway.networking.k8s.io/v2\nkind: HTTPRoute\n',
    'HTTPRoute//: unknown version "v2" of HTTPRoute in gateway.networking.k8s.io (known: v1, v1alpha2, v1beta1)',
  ],
])('%s is an error', async (_, text, problem) => {
  expect((await validate(text)).errors).toContain(problem);
});

test.each([
  [
    'a comment behind a separator',
    `--- # one\n${gateway('{servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.com]}]}')}--- # two\n`,
  ],
  ['a dry run', policy('{rules: [{}]}', 'true')],
  ['what is no concern of Istio', 'apiVersion: v1\nkind: Pod\nspec: 1\n'],
  [
    'a Service of the control plane',
    'apiVersion: v1\nkind: Service\nmetadata: {namespace: istio-system}\nspec: {ports: [{port: 1}]}\n',
  ],
  ['a UDP port without a name', 'apiVersion: v1\nkind: Service\nspec: {ports: [{port: 1, protocol: UDP}]}\n'],
  ['nothing', '\n---\n# only a comment\n'],
])('%s is fine', async (_, text) => {
  expect(await validate(text)).toEqual({errors: [], warnings: [], remarks: []});
});

test('a Deployment without the labels of metrics gets a remark', async () => {
  const deployment = (labels: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {metadata: {labels: {${labels}}}}}\n`;
  expect((await validate(deployment('version: v1, b: c'))).remarks).toEqual([
    'deployment "d/:" may not provide Istio metrics and telemetry labels: map["b":"c" "version":"v1"]. See https://istio.io/v1.30/docs/ops/deployment/requirements/',
  ]);
  expect((await validate(deployment('version: v1, app: d'))).remarks).toEqual([]);
});

const rules = (text: string) => policy(`{action: DENY, rules: [${text}]}`, 'false');
const METHODS = '{to: [{operation: {methods: [GET]}}]}';

test.each([
  [
    'each DENY rule about requests alone',
    rules(`${METHODS}, {from: [{source: {requestPrincipals: [a]}}]}, ${METHODS}`),
    3,
  ],
  [
    'requests of a source that TCP has too',
    rules('{from: [{source: {namespaces: [a]}}], to: [{operation: {paths: [/a]}}]}'),
    1,
  ],
  ['ports in each operation', rules('{to: [{operation: {methods: [GET], ports: ["80"]}}]}'), 0],
  ['ports in one operation of two', rules('{to: [{operation: {methods: [GET]}}, {operation: {notPorts: ["80"]}}]}'), 0],
  [
    'a source of TCP beside one of requests',
    rules('{from: [{source: {requestPrincipals: [a]}}, {source: {ipBlocks: [1.2.3.4]}}]}'),
    0,
  ],
  ['an empty rule', rules('{}'), 0],
  ['rules that allow', rules(METHODS).replace('DENY', 'ALLOW'), 0],
])('warnings that TCP is denied: %s', async (_, text, count) => {
  const {warnings, errors} = await validate(text);
  expect(errors).toEqual([]);
  expect(warnings.filter((warning) => warning.includes('deny all traffic to TCP ports'))).toHaveLength(count);
});

test.each([
  [
    'a List',
    'apiVersion: v1\nkind: List\nitems: [{apiVersion: networking.istio.io/v1, kind: Gateway, spec: {serverz: []}}]\n',
  ],
  ['a type that does not exist', 'apiVersion: networking.istio.io/v2\nkind: VirtualService\n'],
])('the Go istioctl does not look into %s', async (_, text) => {
  expect((await validateFile('a.yaml', text, {...request, compat: true})).errors).toEqual([]);
});

test.each([
  ['a list that others define', 'apiVersion: example.com/v1\nkind: AllowList\nspec: {items: 1}\n'],
  ['an empty list', 'apiVersion: networking.istio.io/v1\nkind: GatewayList\nitems: []\n'],
  [
    'a kind of Gateway API that no analyzer knows',
    'apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\n',
  ],
])('%s is fine', async (_, text) => {
  expect((await validate(text)).errors).toEqual([]);
});
