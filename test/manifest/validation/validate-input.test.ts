// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {formatFinding} from '../../../src/manifest/input/finding.js';
import {getIn} from '../../../src/manifest/input/tree.js';
import {validateInput} from '../../../src/manifest/validation/validate-input.js';
import {merged, mergedSpec} from './merged.js';

const strict = (spec: string, set: string[] = []) =>
  validateInput(mergedSpec(spec, set), {compat: false}).map(formatFinding);

describe('a mistake in a file', () => {
  test.each([
    [
      'meshConfig:\n  accesLogFile: x',
      'iop.yaml:5:5 error meshConfig.accesLogFile: unknown field; did you mean "accessLogFile"?',
    ],
    [
      'values:\n  global:\n    imagePullPolicy: Sometimes',
      'iop.yaml:6:24 error values.global.imagePullPolicy: "Sometimes" is not one of Always, IfNotPresent, Never',
    ],
    [
      'values:\n  pilot:\n    resources: {requests: {cpu: notaquantity}}',
      'iop.yaml:6:35 error values.pilot.resources.requests.cpu: "notaquantity" is not a quantity such as 500m, 2 or 1Gi',
    ],
    [
      'values:\n  pilot: {traceSampling: 500}',
      'iop.yaml:5:28 error values.pilot.traceSampling: 500 is not between 0 and 100',
    ],
    [
      'components:\n  pilot:\n    k8s: {imagePullPolicy: always}',
      'iop.yaml:6:30 error components.pilot.k8s.imagePullPolicy: "always" is not one of Always, IfNotPresent, Never; did you mean "Always"?',
    ],
    [
      'components:\n  pilot:\n    k8s: {resources: {requests: {cpu: half}}}',
      'iop.yaml:6:41 error components.pilot.k8s.resources.requests.cpu: "half" is not a quantity such as 500m, 2 or 1Gi',
    ],
    [
      'values:\n  meshConfig: {defaultConfig: {tracing: {samplng: 1}}}',
      'iop.yaml:5:44 error values.meshConfig.defaultConfig.tracing.samplng: unknown field; did you mean "sampling"?',
    ],
    [
      'meshConfig: {defaultConfig: {tracing: {sampling: 101}}}',
      'iop.yaml:4:52 error meshConfig.defaultConfig.tracing.sampling: 101 is not between 0 and 100',
    ],
    [
      'meshConfig: {accessLogEncoding: Json}',
      'iop.yaml:4:35 error meshConfig.accessLogEncoding: "Json" is not one of TEXT, JSON; did you mean "JSON"?',
    ],
    [
      'meshConfig: {ingressControllerMode: OFF}',
      'iop.yaml:4:39 error meshConfig.ingressControllerMode: false is a boolean where one of UNSPECIFIED, OFF, DEFAULT, STRICT is wanted; YAML reads OFF as false; put it in quotes',
    ],
    [
      'meshConfig: {connectTimeout: 10}',
      'iop.yaml:4:32 error meshConfig.connectTimeout: 10 is a number where a string is wanted; in a file, put it in quotes',
    ],
    [
      'meshConfig: {connectTimeout: 10 seconds}',
      'iop.yaml:4:32 error meshConfig.connectTimeout: "10 seconds" is not a duration such as 10s, 1m30s or 500ms',
    ],
    [
      'meshConfig: {proxyListenPort: 70000}',
      'iop.yaml:4:33 error meshConfig.proxyListenPort: 70000 is not between 1 and 65535',
    ],
    [
      'meshConfig: {extensionProviders: [{name: a, zipkin: {servce: z, port: 9411}}]}',
      'iop.yaml:4:56 error meshConfig.extensionProviders[0].zipkin.servce: unknown field; did you mean "service"?',
    ],
    [
      'meshConfig: {extensionProviders: [{name: a, zipkin: {}, datadog: {}}]}',
      'iop.yaml:4:37 error meshConfig.extensionProviders[0]: an extension provider is of one kind, not of zipkin and datadog',
    ],
    [
      'values: {istioNamespace: x}',
      'iop.yaml:4:12 error values.istioNamespace: unknown field; it belongs under values.global',
    ],
    ['global: {hub: x}', 'iop.yaml:4:3 error global: unknown field; it belongs under values'],
    [
      'values: {pilot: {replica_count: 2}}',
      'iop.yaml:4:20 error values.pilot.replica_count: unknown field; did you mean "replicaCount"?',
    ],
    [
      'values: {cni: {resource_quotas: {}}}',
      'iop.yaml:4:18 error values.cni.resource_quotas: unknown field; did you mean "resourceQuotas"?',
    ],
    [
      'components: {Pilot: {enabled: true}}',
      'iop.yaml:4:16 error components.Pilot: unknown field; did you mean "pilot"?',
    ],
    [
      'components: {pilot: {enabled: "true"}}',
      'iop.yaml:4:33 error components.pilot.enabled: "true" is a string where true or false is wanted',
    ],
    [
      'components: {pilot: {k8s: {env: [{value: x}]}}}',
      'iop.yaml:4:36 error components.pilot.k8s.env[0]: "name" is missing',
    ],
    [
      'components: {pilot: {k8s: {nodeSelector: {a: 1}}}}',
      'iop.yaml:4:48 error components.pilot.k8s.nodeSelector.a: 1 is a number where a string is wanted; in a file, put it in quotes',
    ],
    [
      'components: {pilot: {k8s: {nodeSelector: {"a b": c}}}}',
      'iop.yaml:4:45 error components.pilot.k8s.nodeSelector.a b: "a b" is not a label key',
    ],
    [
      'components: {pilot: {k8s: {strategy: {rollingUpdate: {maxSurge: many}}}}}',
      'iop.yaml:4:67 error components.pilot.k8s.strategy.rollingUpdate.maxSurge: "many" is not a number or a percentage such as 25%',
    ],
    [
      'components: {ingressGateways: [{enabled: true}]}',
      'iop.yaml:4:34 error components.ingressGateways[0]: a gateway needs a name',
    ],
    [
      'components: {ingressGateways: [{name: Gate_way}]}',
      'iop.yaml:4:41 error components.ingressGateways[0].name: "Gate_way" cannot be the name of a gateway',
    ],
    [
      'revision: Bad_Rev',
      'iop.yaml:4:13 error revision: "Bad_Rev" is not a revision: lower-case letters, digits and "-", at most 63 long',
    ],
    ['hub: "!!bad"', 'iop.yaml:4:8 error hub: "!!bad" is not a registry and path such as registry.example.com/istio'],
    ['tag: a b', 'iop.yaml:4:8 error tag: "a b" cannot be the tag of an image'],
    [
      'values: {global: {proxy: {includeIPRanges: 1.1.0.256/16}}}',
      'iop.yaml:4:46 error values.global.proxy.includeIPRanges: "1.1.0.256/16" is not an address range such as 10.0.0.0/8',
    ],
    [
      'values: {global: {proxy: {excludeInboundPorts: "22,http"}}}',
      'iop.yaml:4:50 error values.global.proxy.excludeInboundPorts: "http" is not a port',
    ],
    [
      'values: {global: {tracer: {stackdriver: {debug: true}}}}',
      'iop.yaml:4:44 error values.global.tracer.stackdriver.debug: no longer supported: the Stackdriver tracer is gone',
    ],
  ])('%j', (spec, expected) => {
    expect(strict(spec)).toEqual([expected]);
  });

  test('a port that needs root is refused unless the gateway runs as root', () => {
    const gateway = 'components: {ingressGateways: [{name: g, k8s: {service: {ports: [{port: 80, name: http}]}}}]}';
    expect(strict(gateway)).toEqual([
      'iop.yaml:4:68 error components.ingressGateways[0].k8s.service.ports[0]: port 80 has no targetPort and needs root; set targetPort to 1024 or more, or values.gateways.istio-ingressgateway.runAsRoot=true',
    ]);
    expect(strict(gateway, ['values.gateways.istio-ingressgateway.runAsRoot=true'])).toEqual([]);
    expect(strict(gateway.replace('80,', '80, targetPort: 8080,'))).toEqual([]);
  });
});

describe('where a mistake was made', () => {
  test('all at once, each once, files before arguments, in the order written', () => {
    const found = strict('meshConfig:\n  accesLogFile: x\nrevison: a\nvalues:\n  global:\n    proxxy: {}', [
      'meshConfig.nosuch=1',
      'values.pilot.traceSampling=500',
    ]);
    expect(found).toEqual([
      'iop.yaml:5:5 error meshConfig.accesLogFile: unknown field; did you mean "accessLogFile"?',
      'iop.yaml:6:3 error revison: unknown field; did you mean "revision"?',
      'iop.yaml:9:7 error values.global.proxxy: unknown field; did you mean "proxy"?',
      '--set meshConfig.nosuch=1 error meshConfig.nosuch: unknown field',
      '--set values.pilot.traceSampling=500 error values.pilot.traceSampling: 500 is not between 0 and 100',
    ]);
  });

  test('the source that wins is named, and a mistake that a later one repairs is none', () => {
    const text = (sampling: string) =>
      `kind: IstioOperator\nspec:\n  values:\n    pilot:\n      traceSampling: ${sampling}\n`;
    const files = [
      {name: 'a.yaml', text: text('500')},
      {name: 'b.yaml', text: text('600')},
    ];
    const lines = (set: string[]) => validateInput(merged(files, set), {compat: false}).map(formatFinding);
    expect(lines([])).toEqual(['b.yaml:5:22 error values.pilot.traceSampling: 600 is not between 0 and 100']);
    expect(lines(['values.pilot.traceSampling=1'])).toEqual([]);
  });

  test('what is outside of spec is checked too', () => {
    const text = 'apiVersion: install.istio.io/v1\nkind: IstioOperater\nmetadata:\n  nmae: a\nspce: {}\n';
    expect(validateInput(merged([{name: 'f', text}]), {compat: false}).map(formatFinding)).toEqual([
      'f:1:13 error apiVersion: "install.istio.io/v1" is not "install.istio.io/v1alpha1"',
      'f:2:7 error kind: "IstioOperater" is not "IstioOperator"; did you mean "IstioOperator"?',
      'f:4:3 error metadata.nmae: unknown field; did you mean "name"?',
      'f:5:1 error spce: unknown field; did you mean "spec"?',
    ]);
  });
});

describe('--set', () => {
  test.each([
    ['revision=1', ['revision'], '1'],
    ['components.pilot.tag=1.20', ['components', 'pilot', 'tag'], '1.20'],
    ['values.global.tracer.lightstep.accessToken=t', ['values', 'global', 'tracer', 'lightstep', 'accessToken'], 't'],
    ['values.pilot.podAnnotations.a=true', ['values', 'pilot', 'podAnnotations', 'a'], 'true'],
    ['components.ingressGateways[0].label.a=1', ['components', 'ingressGateways', 0, 'label', 'a'], '1'],
    ['values.revisionTags={1,b}', ['values', 'revisionTags'], ['1', 'b']],
    ['values.pilot.env.A=1', ['values', 'pilot', 'env', 'A'], 1],
    ['values.pilot.autoscaleMin=2', ['values', 'pilot', 'autoscaleMin'], 2],
  ])('%s is a text where the field holds text', (argument, path, value) => {
    const input = merged([], [argument]);
    expect(getIn(input.merged['spec'], path)).toEqual(value);
    expect(validateInput(input, {compat: false}).filter(({severity}) => severity === 'error')).toEqual([]);
  });

  test('in compat mode is typed by its looks, and refused as the reference does', () => {
    const findings = validateInput(merged([], ['revision=1'], true), {compat: true});
    expect(findings.map(({severity, path}) => `${severity} ${path}`)).toEqual(['error revision']);
  });
});

describe('what has no effect is a warning', () => {
  test.each([
    [
      'values: {cni: {chained: false}}',
      [],
      'iop.yaml:4:18 warning values.cni.chained: has no effect: cni is not installed; set components.cni.enabled=true',
    ],
    [
      'components: {egressGateways: [{name: e, enabled: false, k8s: {replicaCount: 2}}]}',
      [],
      'iop.yaml:4:59 warning components.egressGateways[0].k8s: has no effect: the component is not enabled',
    ],
    [
      'values: {gateways: {istio-ingressgateway: {type: NodePort}}}\ncomponents: {ingressGateways: [{name: i, k8s: {service: {type: ClusterIP}}}]}',
      [],
      'iop.yaml:4:46 warning values.gateways.istio-ingressgateway.type: has no effect: components.ingressGateways.k8s.service.type is set and wins',
    ],
    [
      'components: {pilot: {k8s: {replicaCount: 3}}}',
      [],
      'iop.yaml:4:30 warning components.pilot.k8s.replicaCount: has no lasting effect: the autoscaler sets the replicas; set values.pilot.autoscaleEnabled=false',
    ],
    [
      'values: {pilot: {autoscaleEnabled: false, autoscaleMax: 3}}',
      [],
      'iop.yaml:4:45 warning values.pilot.autoscaleMax: has no effect: autoscaling is off',
    ],
    [
      'values: {global: {tracer: {zipkin: {address: "z:1"}}}}',
      [],
      'iop.yaml:4:39 warning values.global.tracer.zipkin.address: deprecated; use "meshConfig.defaultConfig.tracing.zipkin.address"',
    ],
    [
      'values: {global: {jwtPolicy: third-party-jwt}}',
      [],
      'iop.yaml:4:21 warning values.global.jwtPolicy: has no effect; tokens are always bound to their audience',
    ],
    ['{}', ['namespace=x'], '--set namespace=x warning namespace: has no effect; use "values.global.istioNamespace"'],
    [
      'components: {pilot: {k8s: {volumes: [{name: v, emptyDir: {}}]}}}',
      [],
      'iop.yaml:4:30 warning components.pilot.k8s.volumes: has no effect; use an overlay',
    ],
  ])('%s %j', (spec, set, expected) => {
    expect(strict(spec, set)).toEqual([expected]);
  });

  test('components that are on give none', () => {
    expect(strict('values: {cni: {chained: false}}\ncomponents: {cni: {enabled: true}}')).toEqual([]);
    expect(strict('values: {gateways: {istio-egressgateway: {enabled: true, type: NodePort}}}')).toEqual([]);
    expect(strict('profile: ambient\nvalues: {ztunnel: {logLevel: debug}, cni: {ambient: {ipv6: false}}}')).toEqual([]);
    expect(strict('profile: demo\nvalues: {profile: demo}\ncomponents: {pilot: {k8s: {replicaCount: 3}}}')).toEqual([]);
  });
});
