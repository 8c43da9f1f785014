// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {createInjector} from '../../src/inject/injector/injector.js';
import {meshConfigOf} from '../../src/inject/injector/mesh-config.js';
import {getIn} from '../../src/manifest/input/tree.js';
import {parseYaml} from '../../src/yaml/parse.js';
import {injected, smallInjector} from './installation.js';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata:
      labels: {app: web}
      annotations: {note: "1", proxy.istio.io/config: 'drainDuration: 1m30s'}
    spec:
      containers:
      - name: app
        image: a
        ports: [{containerPort: 80}, {containerPort: 53, protocol: UDP}, {containerPort: 443, name: https}]
      - {name: istio-proxy, image: auto, ports: [{containerPort: 15090}]}
      securityContext: {runAsUser: 7}
`;

/** What an expression gives in an injection template. */
async function resultOf(expression: string, mesh = ''): Promise<unknown> {
  const injector = await smallInjector(`metadata: {annotations: {result: {{ print (${expression}) | quote }}}}`, {
    mesh: {name: 'mesh', text: mesh},
    values: {name: 'values', text: '{"global": {"hub": "h", "tag": "t"}}'},
  });
  const object = parseYaml(injected(injector, DEPLOYMENT));
  return getIn(object, ['spec', 'template', 'metadata', 'annotations', 'result']);
}

describe('what injection templates can call and see', () => {
  test.each([
    ['annotation .ObjectMeta "note" "x"', '1'],
    ['annotation .ObjectMeta "none" 7', '7'],
    ['annotation .ObjectMeta "none" .ProxyConfig.InterceptionMode', 'REDIRECT'],
    ['isset .ObjectMeta.Labels "app"', 'true'],
    ['isset .ObjectMeta.Labels "x"', 'false'],
    ['index .ObjectMeta.Labels "x"', ''],
    ['valueOrDefault "" "d"', 'd'],
    ['valueOrDefault 0 "d"', '0'],
    ['toJsonMap (strdict "b" "2" "a" "1") (strdict "b" "<3>")', '{"a":"1","b":"\\u003c3\\u003e"}'],
    ['mergeMaps (strdict "a" "1") (strdict "b" "2")', 'map[a:1 b:2]'],
    ['omit (strdict "a" "1" "b" "2") "a"', 'map[b:2]'],
    ['toYaml (strdict "a" "1")', 'a: "1"\n'],
    ['indent 2 "a\\nb"', 'a\n  b'],
    ['contains "b" "abc"', 'true'],
    [
      'structToJSON (index .Spec.Containers 0).Ports',
      '[{"containerPort":80},{"containerPort":53,"protocol":"UDP"},{"name":"https","containerPort":443}]',
    ],
    ['structToJSON nil', '{}'],
    ['toJSON (strdict "a" "1")', '{"a":"1"}'],
    ['(fromJSON "{\\"a\\":[1]}").a', '[1]'],
    ['fromJSON "no"', '{}'],
    ['omitNil (dict "a" nil "b" (dict "c" nil) "d" 1)', 'map[d:1]'],
    ['toLower "AB"', 'ab'],
    ['excludeInboundPort 15020 " 80, ,90"', '80,90,15020'],
    ['excludeInboundPort "0" "80"', '80'],
    ['excludeInboundPort 80 "80"', '80'],
    ['includeInboundPorts .Spec.Containers', '80,443,15090'],
    ['applicationPorts .Spec.Containers', '80,443'],
    ['appendMultusNetwork "" "default/istio-cni"', 'default/istio-cni'],
    ['appendMultusNetwork "a" "default/istio-cni"', 'a, default/istio-cni'],
    ['appendMultusNetwork "a, default/istio-cni" "default/istio-cni"', 'a, default/istio-cni'],
    [`appendMultusNetwork "[{\\"name\\": \\"a\\"}]" "istio-cni"`, '[{"name": "a"}, {"name": "istio-cni"}]'],
    ['appendMultusNetwork "[no" "istio-cni"', '[no'],
    ['directory "/a/b/c.yaml"', '/a/b/'],
    ['formatDuration .ProxyConfig.DrainDuration', '1m30s'],
    ['protoToJSON .ProxyConfig', '{"drainDuration":"90s"}'],
    ['env "HOME" "none"', 'none'],
    ['kubevirtInterfaces "net1"', 'net1'],
    ['.TypeMeta.Kind', 'Deployment'],
    ['.DeploymentMeta.Namespace', 'shop'],
    ['.Spec.SecurityContext.RunAsUser', '7'],
    ['.Spec.ServiceAccountName', ''],
    ['len .Spec.Volumes', '0'],
    ['.MeshConfig.ProxyListenPort', '15001'],
    ['.ProxyConfig.GetTracing.GetTlsSettings.GetCaCertificates', ''],
    ['.ProxyConfig.Concurrency.GetValue', '0'],
    ['.ProxyUID', '1337'],
    ['.NativeSidecars', 'false'],
    ['.Revision', ''],
    ['.InboundTrafficPolicyMode', 'passthrough'],
    ['.ProxyInitImage', 'h/proxyv2:t'],
  ])('%s', async (expression, expected) => {
    expect(await resultOf(expression)).toBe(expected);
  });

  // istiod has them in lower case, whatever the mesh configuration says.
  test.each([
    ['inboundTrafficPolicy: {mode: LOCALHOST}', 'localhost'],
    ['inboundTrafficPolicy: {mode: PASSTHROUGH}', 'passthrough'],
    ['inboundTrafficPolicy: {mode: 1}', 'localhost'],
    ['inbound_traffic_policy: {}', 'passthrough'],
    ['inboundTrafficPolicy: null', 'passthrough'],
  ])('the inbound policy of a mesh with %s is %s', async (mesh, expected) => {
    expect(await resultOf('.InboundTrafficPolicyMode', mesh)).toBe(expected);
  });

  test('not data that injectors do not have: a template of another release does not print <no value>', async () => {
    await expect(resultOf('.ImageOfTomorrow')).rejects.toThrow('ImageOfTomorrow');
  });

  test.each(['tpl "x" .', 'include "x" .', 'required "x" 1', 'lookup "v1" "Pod" "" ""', 'toToml .', 'render "x"'])(
    'not %s, which is of Helm alone',
    async (expression) => {
      await expect(resultOf(expression)).rejects.toThrow(/the template "sidecar" cannot be parsed/);
    },
  );
});

describe('a mesh configuration', () => {
  test('lies over the defaults, its providers by their name', () => {
    const mesh = meshConfigOf(`
default_config: {proxy_metadata: {B: b}, terminationDrainDuration: 1m0.5s}
trustDomainAliases: [b, a, b]
extensionProviders: [{name: envoy, envoyFileAccessLog: {path: /x}}, {name: own, zipkin: {service: z}}]
unknown: kept
`);
    expect(mesh).toMatchObject({
      proxyListenPort: 15001,
      trustDomain: 'cluster.local',
      trustDomainAliases: ['a', 'b'],
      defaultConfig: {statusPort: 15020, proxyMetadata: {B: 'b'}, terminationDrainDuration: '60.500s'},
      unknown: 'kept',
    });
    expect(getIn(mesh, ['extensionProviders', 2])).toEqual({name: 'envoy', envoyFileAccessLog: {path: '/x'}});
    expect(getIn(mesh, ['extensionProviders', 3, 'name'])).toBe('own');
  });

  test.each([
    ['enablePrometheusMerge: "yes"', 'enablePrometheusMerge must be true or false'],
    ['defaultConfig: {concurrency: x}', 'defaultConfig.concurrency must be an integer'],
    ['defaultConfig: {interceptionMode: SOME}', 'defaultConfig.interceptionMode must be one of REDIRECT, TPROXY, NONE'],
    ['defaultConfig: {drainDuration: 5}', 'defaultConfig.drainDuration must be a duration'],
    ['defaultConfig: [1]', 'defaultConfig must be an object'],
    ['a: [', ':1:5:'],
  ])('%j is none', async (text, reason) => {
    await expect(smallInjector('', {mesh: {name: 'mesh.yaml', text}})).rejects.toThrow(`mesh.yaml`);
    await expect(smallInjector('', {mesh: {name: 'mesh.yaml', text}})).rejects.toThrow(reason);
  });
});

describe('configuration that is none', () => {
  const config = (text: string) => ({config: {name: 'config.yaml', text}});

  test.each([
    [config('a: ['), /^config\.yaml:1:5: /],
    [config('policy: enabled'), /^config\.yaml is no injector configuration: it has no "templates"$/],
    [{values: {name: 'values.json', text: '{}'}}, /^values\.json holds no values for the injector/],
    [{values: {name: 'values.json', text: '{'}}, /^values\.json:/],
  ])('%o', async (sources, message) => {
    await expect(smallInjector('', sources)).rejects.toThrow(message);
  });

  test('is a template where the reference takes it for one', async () => {
    const text = 'spec:\n  containers:\n  - {name: istio-proxy, image: {{ .ProxyImage }}}\n';
    const sources = {...config(text), values: {name: 'v', text: '{"global":{"hub":"h","tag":"t"}}'}, compat: true};
    const object = parseYaml(injected(await smallInjector('', sources), DEPLOYMENT));
    expect(getIn(object, ['spec', 'template', 'spec', 'containers', 1, 'image'])).toBe('h/proxyv2:t');
  });
});

describe('what comes from the configuration', () => {
  const configured = (config: object, values: object = {global: {}}) =>
    createInjector({
      config: {name: 'c', text: JSON.stringify(config)},
      values: {name: 'v', text: JSON.stringify(values)},
      mesh: {name: 'm', text: ''},
      compat: false,
    });
  const templates = {a: 'metadata: {labels: {a: x}}', b: 'metadata: {labels: {b: x, rev: {{ .Revision | quote }}}}'};
  const metadata = async (config: object, values?: object) =>
    getIn(parseYaml(injected(await configured({templates, ...config}, values), DEPLOYMENT)), [
      'spec',
      'template',
      'metadata',
    ]);

  test('default templates, aliases, annotations and the revision', async () => {
    const config = {defaultTemplates: ['both'], aliases: {both: ['a', 'b']}, injectedAnnotations: {own: 'y'}};
    expect(await metadata(config, {global: {}, revision: 'canary'})).toMatchObject({
      labels: {app: 'web', a: 'x', b: 'x', rev: 'canary'},
      annotations: {own: 'y'},
    });
  });

  test.each([
    [true, false, 'true'],
    ['true', false, 'true'],
    ['auto', false, 'false'],
    // There the environment of the command counts, and not that of istiod.
    ['true', true, 'false'],
  ])('native sidecars: %j, compat %j', async (setting, compat, expected) => {
    const values = {global: {}, pilot: {env: {ENABLE_NATIVE_SIDECARS: setting}}};
    const injector = await smallInjector('metadata: {labels: {native: "{{ .NativeSidecars }}"}}', {
      values: {name: 'v', text: JSON.stringify(values)},
      compat,
    });
    const object = parseYaml(injected(injector, DEPLOYMENT));
    expect(getIn(object, ['spec', 'template', 'metadata', 'labels', 'native'])).toBe(expected);
  });

  test('templates that it does not have', async () => {
    await expect(metadata({defaultTemplates: ['c']})).rejects.toThrow('requested template "c" not found; have a, b');
  });
});
