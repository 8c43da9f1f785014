// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type FixOptions, fixFile} from '../../src/analysis/fix/fix-file.js';
import {referredPorts} from '../../src/analysis/fix/referred-ports.js';
import {linesOf} from './analyze.js';

const options: FixOptions = {defaultNamespace: 'default', referredPorts: new Set(), isShown: () => true};
const fix = (text: string, changes: Partial<FixOptions> = {}) => fixFile(text, {...options, ...changes});

const VIRTUAL_SERVICE = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\n';
const RULE = 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: d}\n';
const FILTER = 'apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {name: e}\n';
const service = (ports: string) => `apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [${ports}]}\n`;

/** What is written, what comes of it, and which messages go. */
const REPAIRS: [what: string, before: string, after: string, code: string][] = [
  [
    'a misspelt field',
    `${VIRTUAL_SERVICE}spec:\n  hosts: [a]\n  http:\n  # why\n  - macth: [] # because\n`,
    `${VIRTUAL_SERVICE}spec:\n  hosts: [a]\n  http:\n  # why\n  - match: [] # because\n`,
    'ISTX001',
  ],
  [
    'a misspelt field in quotes, in JSON',
    '{"apiVersion": "networking.istio.io/v1", "kind": "Gateway", "spec": {"selecter": {"a": "b"}}}',
    '{"apiVersion": "networking.istio.io/v1", "kind": "Gateway", "spec": {"selector": {"a": "b"}}}',
    'ISTX001',
  ],
  [
    'a misspelt field below a misspelt one',
    `${VIRTUAL_SERVICE}spec: {http: [{rout: [{destinaton: {host: a}}]}]}\n`,
    `${VIRTUAL_SERVICE}spec: {http: [{route: [{destination: {host: a}}]}]}\n`,
    'ISTX001',
  ],
  [
    'a field in the wrong case',
    `${RULE}spec: {host: a, TrafficPolicy: {}}\n`,
    `${RULE}spec: {host: a, trafficPolicy: {}}\n`,
    'ISTX001',
  ],
  [
    'a misspelt field with underscores',
    `${RULE}spec: {host: a, traffic_polcy: {}}\n`,
    `${RULE}spec: {host: a, traffic_policy: {}}\n`,
    'ISTX001',
  ],
  [
    'a deprecated percentage',
    `${VIRTUAL_SERVICE}spec:\n  http:\n  - fault:\n      delay:\n        percent: 5   # five\n        fixedDelay: 1s\n`,
    `${VIRTUAL_SERVICE}spec:\n  http:\n  - fault:\n      delay:\n        percentage: {value: 5}   # five\n        fixedDelay: 1s\n`,
    'IST0002',
  ],
  [
    'a deprecated share of a mirror, in JSON',
    '{"apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "spec": {"http": [{"mirror_percent": 7 }]}}',
    '{"apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "spec": {"http": [{"mirrorPercentage": {"value":7} }]}}',
    'IST0133',
  ],
  [
    'a deprecated ring size',
    `${RULE}spec: {host: a, trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true, minimumRingSize: 1024}}}}\n`,
    `${RULE}spec: {host: a, trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true, ringHash: {minimumRingSize: 1024}}}}}\n`,
    'IST0133',
  ],
  [
    'the old name of a filter',
    `${FILTER}spec: {configPatches: [{applyTo: NETWORK_FILTER, match: {listener: {filterChain: {filter: {name: 'envoy.http_connection_manager'}}}}, patch: {operation: REMOVE}}]}\n`,
    `${FILTER}spec: {configPatches: [{applyTo: NETWORK_FILTER, match: {listener: {filterChain: {filter: {name: 'envoy.filters.network.http_connection_manager'}}}}, patch: {operation: REMOVE}}]}\n`,
    'IST0133',
  ],
  [
    'the weight of the only locality',
    `${RULE}spec: {host: a, trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [{from: a/*, to: {"b/*": 80}}]}}}}\n`,
    `${RULE}spec: {host: a, trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [{from: a/*, to: {"b/*": 100}}]}}}}\n`,
    'IST0106',
  ],
  [
    'a port whose target says the protocol',
    service('{name: web, port: 80, targetPort: http-main}'),
    service('{name: http-web, port: 80, targetPort: http-main}'),
    'IST0118',
  ],
  [
    'a port that says its protocol too late',
    service('{name: cart-grpc, port: 80}'),
    service('{name: grpc-cart, port: 80}'),
    'IST0118',
  ],
  [
    'an element of a List',
    `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: s}\n  spec: {ports: [{name: my-http, port: 1}]}\n`,
    `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: s}\n  spec: {ports: [{name: http-my, port: 1}]}\n`,
    'IST0118',
  ],
];

/** What has no answer, or more than one. */
const LEFT: [what: string, text: string][] = [
  ['a field that is near to nothing', `${VIRTUAL_SERVICE}spec: {nothing: 1}\n`],
  ['a field that is near to two', `${VIRTUAL_SERVICE}spec: {http: [{mirrorss: []}]}\n`],
  ['a field whose right name is there', `${VIRTUAL_SERVICE}spec: {http: [{match: [], macth: []}]}\n`],
  ['one field misspelt twice', `${VIRTUAL_SERVICE}spec: {http: [{mtach: [], macth: []}]}\n`],
  ['a field whose value does not fit', `${VIRTUAL_SERVICE}spec: {http: [{macth: 5}]}\n`],
  [
    'an alias',
    `${VIRTUAL_SERVICE}spec: {http: [{fault: {delay: {percent: &p 5}}}, {fault: {delay: {percent: *p}}}]}\n`,
  ],
  ['a merge key', `${VIRTUAL_SERVICE}x: &x {macth: []}\nspec: {http: [{<<: *x, name: a}]}\n`],
  [
    'a percentage that is given both ways',
    `${VIRTUAL_SERVICE}spec: {http: [{fault: {delay: {percent: 5, percentage: {value: 6}}}}]}\n`,
  ],
  [
    'weights of several localities',
    `${RULE}spec: {trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [{from: a, to: {b: 20, c: 30}}]}}}}\n`,
  ],
  [
    'outlier detection, which has two successors',
    `${RULE}spec: {trafficPolicy: {outlierDetection: {consecutiveErrors: 3}}}\n`,
  ],
  ['a port of an unknown protocol', service('{name: web, port: 80}')],
  ['a port that says two protocols', service('{name: x-http-grpc, port: 80}')],
  ['a port whose better name is taken', service('{name: web-http, port: 80}, {name: http-web, port: 81}')],
  ['a kind that nobody knows', 'apiVersion: a/v1\nkind: B\nspec: {macth: []}\n'],
  [
    'what suppresses the message',
    `${VIRTUAL_SERVICE.replace('{name: v}', '{name: v, annotations: {galley.istio.io/analyze-suppress: ISTX001}}')}spec: {http: [{macth: []}]}\n`,
  ],
];

describe('fixFile', () => {
  test.each(REPAIRS)('repairs %s', async (_, before, after, code) => {
    const fixed = fix(before);
    expect(fixed.text).toBe(after);
    expect(fixed.repairs.map((repair) => repair.code)).toContain(code);
    const said = (lines: string[]) => lines.filter((line) => line.includes(`[${code}]`)).length;
    expect(said(await linesOf(after))).toBeLessThan(said(await linesOf(before)));
    expect(fix(after).repairs).toEqual([]);
  });

  test.each(REPAIRS)('repairs %s where lines end with CR LF', (_, before, after) => {
    expect(fix(before.replaceAll('\n', '\r\n')).text).toBe(after.replaceAll('\n', '\r\n'));
  });

  test.each(LEFT)('leaves %s', (what, text) => {
    const isShown: FixOptions['isShown'] = ({subject}) =>
      what !== 'what suppresses the message' || !subject?.annotations['galley.istio.io/analyze-suppress'];
    expect(fix(text, {isShown})).toEqual({text, repairs: []});
  });

  test('leaves a port that something refers to by name', () => {
    const ingress =
      'kind: Ingress\nspec: {rules: [{http: {paths: [{backend: {service: {name: s, port: {name: my-http}}}}]}}]}\n';
    const text = service('{name: my-http, port: 1}');
    expect(fix(text, {referredPorts: referredPorts([`---\n${ingress}`, 'a: [b'])}).text).toBe(text);
    expect(fix(text, {referredPorts: referredPorts([text])}).text).not.toBe(text);
  });

  test('says where in the file each repair is', () => {
    const text = `# comment\n---\n\n${VIRTUAL_SERVICE}spec:\n  http:\n  - macth: []\n---\n${VIRTUAL_SERVICE}spec: {hosst: [a]}\n`;
    expect(fix(text).repairs.map(({line, from, to}) => [line, from, to])).toEqual([
      [9, 'macth', 'match'],
      [14, 'hosst', 'hosts'],
    ]);
  });
});

const FOLDER = 'test/testdata/analysis/codes';
const documents = readdirSync(FOLDER).map((code) => readFileSync(`${FOLDER}/${code}/triggers.yaml`, 'utf8'));

/** Files with mistakes: letters gone, doubled and swapped in words, values changed, ends cut off, other line ends. */
const mistaken = fc
  .record({
    chosen: fc.array(fc.constantFrom(...documents, ...REPAIRS.map(([, before]) => before)), {
      minLength: 1,
      maxLength: 4,
    }),
    slips: fc.array(fc.record({at: fc.nat(), kind: fc.constantFrom('drop', 'double', 'swap', 'number')}), {
      maxLength: 6,
    }),
    cut: fc.option(fc.nat(), {freq: 5}),
    ending: fc.constantFrom('\n', '\r\n'),
  })
  .map(({chosen, slips, cut, ending}) => {
    let text = chosen.join('\n---\n# note\n');
    for (const {at, kind} of slips) {
      const i = at % text.length;
      if (!/\w/.test(text[i] ?? '')) continue;
      const put = {drop: '', double: `${text[i]}${text[i]}`, swap: `${text[i + 1] ?? ''}${text[i]}`, number: '7'}[kind];
      text = text.slice(0, i) + put + text.slice(i + (kind === 'swap' ? 2 : 1));
    }
    return (cut === null ? text : text.slice(0, cut % text.length)).replaceAll('\n', ending);
  });

test('fixing twice is fixing once, and touches no line without a repair', () => {
  fc.assert(
    fc.property(mistaken, (text) => {
      const {text: once, repairs} = fix(text);
      expect(fix(once)).toEqual({text: once, repairs: []});
      const [before, after] = [text.split('\n'), once.split('\n')];
      expect(after).toHaveLength(before.length);
      const touched = before.flatMap((line, i) => (line === after[i] ? [] : [i + 1]));
      const lines = new Set(repairs.map(({line}) => line));
      for (const line of touched) expect(lines).toContain(line);
    }),
    {numRuns: 400},
  );
});
