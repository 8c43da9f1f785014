// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {createInjector} from '../../src/inject/injector/injector.js';
import {annotationProblems} from '../../src/inject/pod/annotation.js';
import {type Tree, treeIn} from '../../src/manifest/input/tree.js';
import {emitYaml} from '../../src/yaml/emit.js';
import {parseYamlDocuments} from '../../src/yaml/parse.js';
import {type Case, cases} from './annotation-cases.js';
import {injected, sourcesOf} from './installation.js';

async function podWith({set = [], mesh, ...one}: Partial<Case>, metadata: Tree): Promise<Tree> {
  const sources = await sourcesOf(set);
  const extra = mesh === undefined ? undefined : {name: 'mesh', text: mesh.replace(/^meshConfig: /, '')};
  const injector = await createInjector(extra === undefined ? sources : {...sources, mesh: extra});
  const annotations = {...one.with, ...treeIn(metadata, ['annotations'])};
  const containers = [
    {
      name: 'app',
      image: 'app:1',
      ports: [{name: 'http', containerPort: 80}],
      readinessProbe: {httpGet: {port: 'http'}},
    },
  ];
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: 'app'},
    spec: {template: {metadata: {...metadata, annotations}, spec: {containers}}},
  };
  const [parsed] = parseYamlDocuments(injected(injector, emitYaml(object)));
  return treeIn(parsed, ['spec', 'template']);
}

describe('what a pod says to the injector takes effect', () => {
  test.each(cases)('$key: $value', async ({key, value, label: isLabel, look, expected, ...one}) => {
    const where = isLabel === true ? 'labels' : 'annotations';
    expect(look(await podWith(one, {[where]: {[key]: value}}))).toEqual(expected);
    const without = await podWith(one, {});
    if (one.with === undefined) expect(look(without)).not.toEqual(expected);
  });

  test('and there is a case for each that is checked', () => {
    const all = cases.map(({key}) => key);
    const bad = Object.fromEntries(all.map((key) => [key, '\u0001 not valid \u0001']));
    const checked = annotationProblems(bad, false).map(({key}) => key);
    expect(checked.length).toBeGreaterThan(18);
  });
});

describe('what no annotation may hold', () => {
  test.each([
    ['sidecar.istio.io/interceptionMode', 'X', 'interceptionMode invalid, use REDIRECT,TPROXY,NONE: X'],
    [
      'status.sidecar.istio.io/port',
      'x',
      `excludeInboundPorts invalid: failed parsing port 'x': strconv.ParseUint: parsing "x": invalid syntax`,
    ],
    ['readiness.status.sidecar.istio.io/periodSeconds', '-1', 'strconv.ParseUint: parsing "-1": invalid syntax'],
    [
      'readiness.status.sidecar.istio.io/failureThreshold',
      '4294967296',
      'strconv.ParseUint: parsing "4294967296": value out of range',
    ],
    [
      'traffic.sidecar.istio.io/includeOutboundIPRanges',
      '10.0.0.0',
      `includeIPRanges invalid: failed parsing cidr '10.0.0.0': netip.ParsePrefix("10.0.0.0"): no '/'`,
    ],
    [
      'traffic.sidecar.istio.io/excludeOutboundIPRanges',
      '10.0.0.0/33',
      `excludeIPRanges invalid: failed parsing cidr '10.0.0.0/33': netip.ParsePrefix("10.0.0.0/33"): prefix length out of range`,
    ],
    [
      'traffic.sidecar.istio.io/excludeInboundPorts',
      '*',
      `excludeInboundPorts invalid: failed parsing port '*': failed parsing port '*': strconv.ParseUint: parsing "*": invalid syntax`,
    ],
    ['traffic.sidecar.istio.io/kubevirtInterfaces', 'a,,b', 'empty interface name'],
    [
      'istio.io/reroute-virtual-interfaces',
      'abcdefghijklmnop',
      'interface name "abcdefghijklmnop" too long (max 15 chars)',
    ],
    ['traffic.sidecar.istio.io/excludeInterfaces', '1a', 'interface name "1a" contains invalid characters'],
    ['prometheus.istio.io/merge-metrics', 'x', 'strconv.ParseBool: parsing "x": invalid syntax'],
    ['sidecar.istio.io/proxyCPU', '1\n', 'value contains control characters'],
    ['sidecar.istio.io/userVolume', '[]', 'a JSON object is wanted'],
    ['sidecar.istio.io/proxyMemory', '1e', "unable to parse quantity's suffix"],
  ])('%s: %j', (key, value, reason) => {
    expect(annotationProblems({[key]: value}, false)).toEqual([
      {key, problem: `invalid value '${value}' for annotation '${key}': ${reason}`},
    ]);
  });

  test('but for what the reference does not look at, in compat mode', () => {
    expect(
      annotationProblems({'sidecar.istio.io/userVolume': 'x', 'prometheus.istio.io/merge-metrics': 'x'}, true),
    ).toEqual([expect.objectContaining({key: 'prometheus.istio.io/merge-metrics'})]);
  });
});
