// SPDX-License-Identifier: Apache-2.0
// Istio's own examples of AuthorizationPolicies, and the filters that its control plane makes of them.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {goModule} from '../../../scripts/go-module.js';
import type {EnvoyMessage} from '../../../src/preview/model/json.js';
import {customFilters} from '../../../src/preview/security/authorization/custom.js';
import {authorizationFilters} from '../../../src/preview/security/authorization/filters.js';
import {parseYaml} from '../../../src/yaml/parse.js';
import {meshSettings, service, workloadContext} from '../sidecar-context.js';

const MODULE = 'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad';

/** Files of the module; undefined where there is no Go to get it with. */
function testdata(): string | undefined {
  try {
    return join(goModule(MODULE), 'pilot/pkg/security/authz/builder/testdata');
  } catch {
    return undefined;
  }
}

const FOLDER = testdata();
const SERVICE = 'my-custom-ext-authz.foo.svc.cluster.local';

const GRPC = {
  service: `foo/${SERVICE}`,
  port: 9000,
  timeout: '0.002s',
  failOpen: true,
  statusOnError: '403',
  includeRequestBodyInCheck: {maxRequestBytes: 4096, allowPartialMessage: true},
};

const HTTP = {
  service: `foo/${SERVICE}`,
  port: 9000,
  timeout: '10s',
  failOpen: true,
  statusOnError: '403',
  pathPrefix: '/check',
  includeRequestHeadersInCheck: ['x-custom-id', 'x-prefix-*', '*-suffix'],
  includeHeadersInCheck: ['not-in-the-answer'],
  includeAdditionalHeadersInCheck: {'x-header-1': 'value-1', 'x-header-2': 'value-2'},
  includeRequestBodyInCheck: {maxRequestBytes: 2048, allowPartialMessage: true, packAsBytes: true},
  headersToUpstreamOnAllow: ['Authorization', 'x-prefix-*', '*-suffix'],
  headersToDownstreamOnDeny: ['Set-cookie', 'x-prefix-*', '*-suffix'],
  headersToDownstreamOnAllow: ['Set-cookie', 'x-prefix-*', '*-suffix'],
};

const GRPC_PROVIDER = {extensionProviders: [{name: 'default', envoyExtAuthzGrpc: GRPC}]};
const HTTP_PROVIDER = {extensionProviders: [{name: 'default', envoyExtAuthzHttp: HTTP}]};
const NO_NAMESPACE = {
  extensionProviders: [
    {name: 'default', envoyExtAuthzGrpc: {service: SERVICE, port: 9000, failOpen: true, statusOnError: '403'}},
  ],
};
const BAD = {
  extensionProviders: [
    {
      name: 'default',
      envoyExtAuthzHttp: {service: 'foo/my-custom-ext-authz', port: 999_999, pathPrefix: 'check', statusOnError: '999'},
    },
  ],
};

interface Example {
  input: string;
  outputs: string[];
  settings?: object;
}

/** Examples whose files have one name. */
const plain = (name: string, settings: object = {}): Example => ({
  input: `${name}-in`,
  outputs: [`${name}-out`],
  settings,
});

const pair = (input: string, name: string, settings: object = {}): Example => ({
  input: `${input}-in`,
  outputs: [`${name}-out1`, `${name}-out2`],
  settings,
});

const HTTP_EXAMPLES: Example[] = [
  plain('allow-empty-rule'),
  plain('allow-full-rule'),
  plain('allow-nil-rule'),
  plain('allow-path'),
  plain('audit-full-rule'),
  pair('custom-simple-http', 'custom-grpc-provider-no-namespace', NO_NAMESPACE),
  pair('custom-simple-http', 'custom-grpc-provider', GRPC_PROVIDER),
  pair('custom-simple-http', 'custom-http-provider', HTTP_PROVIDER),
  pair('custom-bad-multiple-providers', 'custom-bad-multiple-providers', HTTP_PROVIDER),
  {input: 'custom-simple-http-in', outputs: ['custom-bad-out'], settings: BAD},
  pair('deny-and-allow', 'deny-and-allow'),
  plain('deny-empty-rule'),
  pair('dry-run-allow-and-deny', 'dry-run-allow-and-deny'),
  plain('dry-run-allow'),
  plain('dry-run-mix'),
  plain('multiple-policies'),
  plain('single-policy'),
  plain('simple-policy-td-aliases', {trustDomain: 'td1', trustDomainAliases: ['cluster.local']}),
  plain('simple-policy-multiple-td-aliases', {trustDomain: 'td1', trustDomainAliases: ['cluster.local', 'some-td']}),
  plain('simple-policy-principal-with-wildcard', {trustDomain: 'td1', trustDomainAliases: ['foobar']}),
  plain('td-aliases-source-principal', {trustDomain: 'new-td', trustDomainAliases: ['old-td', 'some-trustdomain']}),
  plain('trust-domains'),
];

const TCP_EXAMPLES: Example[] = [
  plain('allow-both-http-tcp'),
  plain('allow-only-http'),
  plain('audit-both-http-tcp'),
  pair('custom-both-http-tcp', 'custom-both-http-tcp', GRPC_PROVIDER),
  {input: 'custom-only-http-in', outputs: [], settings: HTTP_PROVIDER},
  plain('deny-both-http-tcp'),
  plain('dry-run-mix'),
];

function read(layer: string, name: string): string {
  return readFileSync(join(FOLDER ?? '', layer, `${name}.yaml`), 'utf8');
}

function filters(layer: 'http' | 'tcp', {input, settings = {}}: Example): readonly EnvoyMessage[] {
  const context = workloadContext(
    {namespace: 'foo', labels: {app: 'httpbin', version: 'v1'}},
    meshSettings(JSON.stringify(settings)),
    service('my-custom-ext-authz', 'grpc:9000', {namespace: 'foo'}),
    read(layer, input),
  );
  return input.startsWith('custom') ? customFilters(context, layer) : authorizationFilters(context, layer);
}

/** The examples have the names of fields as JSON has them by default. */
function withProtoNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withProtoNames);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [protoName(key), withProtoNames(entry)]));
}

function protoName(key: string): string {
  return key.includes('[') ? key : key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

describe.skipIf(FOLDER === undefined)("Istio's own policies", () => {
  test.each(HTTP_EXAMPLES)('become filters of requests: $input, $outputs', (example) => {
    const expected = example.outputs.map((name) => withProtoNames(parseYaml(read('http', name))));
    expect(JSON.parse(JSON.stringify(filters('http', example)))).toEqual(expected);
  });

  test.each(TCP_EXAMPLES)('become filters of connections: $input', (example) => {
    const expected = example.outputs.map((name) => withProtoNames(parseYaml(read('tcp', name))));
    expect(JSON.parse(JSON.stringify(filters('tcp', example)))).toEqual(expected);
  });
});
