// SPDX-License-Identifier: Apache-2.0

import {describe, expect, test} from 'vitest';
import {ruleErrors} from '../../src/api/cel.js';
import {istioKinds} from '../../src/api/istio/index.js';
import {istioKindSchema} from '../../src/api/istio-schemas.js';
import {fieldErrorText} from '../../src/api/structural/field-error.js';
import {entrySchema, isObject, type StructuralSchema} from '../../src/api/structural/schema.js';

/** One right and one wrong value for each rule of Istio's kinds: where the rule hangs, then what it accepts and refuses. */
const rules: [kind: string, path: string, message: string, right: unknown, wrong: unknown][] = [
  [
    'AuthorizationPolicy',
    'spec',
    'only one of targetRefs or selector can be set',
    {selector: {}},
    {selector: {}, targetRefs: []},
  ],
  [
    'AuthorizationPolicy',
    'spec.rules[].from[].source',
    'Cannot set serviceAccounts with namespaces or principals',
    {serviceAccounts: ['a'], ipBlocks: ['::/0']},
    {notServiceAccounts: ['a'], namespaces: ['b']},
  ],
  [
    'AuthorizationPolicy',
    'spec.selector.matchLabels',
    'wildcard not allowed in label key match',
    {app: 'a'},
    {'a*': 'b'},
  ],
  ['AuthorizationPolicy', 'spec.selector.matchLabels', 'key must not be empty', {app: ''}, {'': 'b'}],
  ['AuthorizationPolicy', 'spec.selector.matchLabels[]', 'wildcard not allowed in label value match', 'a', 'a*'],
  [
    'AuthorizationPolicy',
    'spec.targetRefs[].namespace',
    'cross namespace referencing is not currently supported',
    '',
    'a',
  ],
  [
    'DestinationRule',
    'spec.trafficPolicy.connectionPool.tcp.connectTimeout',
    'must be a valid duration greater than 1ms',
    '1ms',
    '0.9ms',
  ],
  [
    'DestinationRule',
    'spec.trafficPolicy.connectionPool.tcp.connectTimeout',
    'must be a valid duration greater than 1ms',
    '1h1.5s',
    '',
  ],
  [
    'EnvoyFilter',
    'spec',
    'only one of targetRefs or workloadSelector can be set',
    {targetRefs: []},
    {targetRefs: [], workloadSelector: {}},
  ],
  ['EnvoyFilter', 'spec.workloadSelector.labels[]', 'wildcard is not supported in selector', 'a', '*'],
  [
    'EnvoyFilter',
    'spec.configPatches[].match',
    'only support waypointMatch when context is WAYPOINT',
    {context: 'WAYPOINT', waypoint: {}},
    {context: 'ANY', waypoint: {}},
  ],
  ['EnvoyFilter', 'spec.configPatches[].match.waypoint.portNumber', 'port must be between 1-65535', 65_535, 0],
  [
    'Gateway',
    'spec.servers[].tls',
    'only one of credentialNames or tlsCertificates can be set',
    {credentialNames: ['a']},
    {credentialNames: ['a'], tlsCertificates: [{}]},
  ],
  [
    'Gateway',
    'spec.servers[].tls',
    'only one of credentialName or credentialNames can be set',
    {credentialName: 'a', tlsCertificates: [{}]},
    {credentialName: 'a', credentialNames: ['a']},
  ],
  [
    'Gateway',
    'spec.servers[].tls',
    'only one of credentialName or tlsCertificates can be set',
    {credentialName: 'a', tlsCertificates: [{}]}, // the rule looks at credentialNames
    {credentialNames: ['a'], tlsCertificates: [{}]},
  ],
  [
    'PeerAuthentication',
    'spec',
    'portLevelMtls requires selector',
    {portLevelMtls: {}, selector: {matchLabels: {app: 'a'}}},
    {portLevelMtls: {}, selector: {matchLabels: {}}},
  ],
  ['PeerAuthentication', 'spec.portLevelMtls', 'port must be between 1-65535', {'80': {}, '65535': {}}, {'65536': {}}],
  ['PeerAuthentication', 'spec.portLevelMtls', 'port must be between 1-65535', {}, {http: {}}],
  [
    'RequestAuthentication',
    'spec.jwtRules[]',
    'only one of jwks or jwksUri can be set',
    {jwksUri: 'http://a'},
    {jwks: 'a', jwks_uri: 'a'},
  ],
  [
    'RequestAuthentication',
    'spec.jwtRules[].jwksUri',
    'url must have scheme http:// or https://',
    'https://a/b',
    'ftp://a',
  ],
  ['RequestAuthentication', 'spec.jwtRules[].jwksUri', 'url must have scheme http:// or https://', 'http:a', 'a/b'],
  [
    'ServiceEntry',
    'spec',
    'only one of WorkloadSelector or Endpoints can be set',
    {resolution: 'STATIC', endpoints: []},
    {resolution: 'STATIC', endpoints: [], workloadSelector: {}},
  ],
  [
    'ServiceEntry',
    'spec',
    'CIDR addresses are allowed only for NONE/STATIC resolution types',
    {addresses: ['10.0.0.0/8']},
    {addresses: ['10.0.0.1', '10.0.0.0/8'], resolution: 'DNS'},
  ],
  ['ServiceEntry', 'spec', 'NONE mode cannot set endpoints', {resolution: 'DNS', endpoints: []}, {endpoints: []}],
  [
    'ServiceEntry',
    'spec',
    'DNS_ROUND_ROBIN mode cannot have multiple endpoints',
    {resolution: 'DNS_ROUND_ROBIN', endpoints: [{network: 'a'}]},
    {resolution: 'DNS_ROUND_ROBIN', endpoints: [{}, {}]},
  ],
  ['ServiceEntry', 'spec.hosts[]', 'hostname cannot be wildcard', '*.com', '*'],
  [
    'ServiceEntry',
    'spec.ports',
    'port number cannot be duplicated',
    [{number: 1}, {number: 2}],
    [{number: 1}, {number: 1}],
  ],
  [
    'Telemetry',
    'spec.metrics[].overrides[].tagOverrides[]',
    'value must be set when operation is UPSERT',
    {operation: 'UPSERT', value: 'a'},
    {operation: 'UPSERT', value: ''},
  ],
  [
    'Telemetry',
    'spec.metrics[].overrides[].tagOverrides[]',
    'value must not be set when operation is REMOVE',
    {operation: 'REMOVE'},
    {operation: 'REMOVE', value: 'a'},
  ],
  [
    'TrafficExtension',
    'spec',
    'only one of targetRefs or selector can be set',
    {lua: {}},
    {lua: {}, selector: {}, targetRefs: []},
  ],
  ['TrafficExtension', 'spec', 'exactly one of wasm or lua must be set', {wasm: {}}, {}],
  [
    'TrafficExtension',
    'spec.wasm.url',
    'url must have schema one of [http, https, file, oci]',
    'ghcr.io/a/b:c',
    's3://a',
  ],
  ['WasmPlugin', 'spec.url', 'url must have schema one of [http, https, file, oci]', 'file:///a', 'localhost:5000/a'],
  [
    'WasmPlugin',
    'spec.vmConfig.env[]',
    'value may only be set when valueFrom is INLINE',
    {value: 'a'},
    {valueFrom: 'HOST', value: 'a'},
  ],
  ['WorkloadEntry', 'spec', 'Address is required', {network: 'a'}, {}],
  ['WorkloadEntry', 'spec', 'UDS may not include ports', {address: 'unix:///a'}, {address: 'unix:///a', ports: {}}],
  ['WorkloadEntry', 'spec.address', 'UDS must be an absolute path or abstract socket', 'unix://@a', 'unix://a'],
  ['WorkloadEntry', 'spec.address', 'UDS may not be a dir', 'unix:///a', 'unix:///a/'],
  ['WorkloadEntry', 'spec.ports', 'port name must be valid', {'http-a': 1}, {'-a': 1}],
  ['WorkloadGroup', 'spec.probe.httpGet.scheme', 'scheme must be one of [HTTP, HTTPS]', 'HTTPS', 'https'],
];

describe('rules in CEL', () => {
  test.each(rules)('%s %s: %s', async (kind, path, message, right, wrong) => {
    const schema = schemaAt(await schemaOf(kind), path);
    expect((await ruleErrors(right, schema)).map(fieldErrorText)).toEqual([]);
    expect((await ruleErrors(wrong, schema)).map(fieldErrorText).join('\n')).toContain(message);
  });

  test('none is left out', async () => {
    const tested = new Set<string>();
    for (const [kind, path] of rules) {
      for (const {rule} of schemaAt(await schemaOf(kind), path)['x-kubernetes-validations'] ?? []) tested.add(rule);
    }
    const schemas = await Promise.all(istioKinds.map(({kind}) => schemaOf(kind)));
    const all = new Set(schemas.flatMap(allRules));
    expect([...all].filter((rule) => !tested.has(rule))).toEqual([]);
    expect(all.size).toBe(36);
  });

  test('rules over a part of the wrong shape are not run; those beside it are', async () => {
    const schema = await schemaOf('DestinationRule');
    const tcp = {connectTimeout: 7, maxConnectionDuration: '0s'};
    const wrongShape = {
      kind: 'type',
      path: ['spec', 'trafficPolicy', 'connectionPool', 'tcp', 'connectTimeout'],
    } as const;
    const value = {spec: {host: 'a', trafficPolicy: {connectionPool: {tcp}}}};
    expect((await ruleErrors(value, schema, [{...wrongShape, message: ''}])).map(fieldErrorText)).toEqual([
      'spec.trafficPolicy.connectionPool.tcp.maxConnectionDuration: Invalid value: "0s": must be a valid duration greater than 1ms',
    ]);
  });
});

async function schemaOf(name: string): Promise<StructuralSchema> {
  const {group, versions} = istioKinds.find(({kind}) => kind === name) ?? {};
  const kind = await istioKindSchema(`${group}/${versions?.[0]}`, name);
  if (!kind) throw new Error(`no schema for ${name}`);
  return kind.schema;
}

/** `a[].b` is `b` in the elements of the list (or the values of the map) `a`. */
function schemaAt(schema: StructuralSchema, path: string): StructuralSchema {
  return path.split(/(?=\[)|\./).reduce((at, step) => {
    const next = step === '[]' ? (at.items ?? at.additionalProperties) : entrySchema(at, step);
    if (!next) throw new Error(`${path}: no ${step}`);
    return next;
  }, schema);
}

function allRules(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(allRules);
  if (!isObject(schema)) return [];
  const {rule, message} = schema;
  const own = typeof rule === 'string' && typeof message === 'string' ? [rule] : [];
  return [...own, ...Object.values(schema).flatMap(allRules)];
}
