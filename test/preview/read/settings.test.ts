// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {readSettings} from '../../../src/preview/read/settings.js';

describe('readSettings', () => {
  test('has the defaults of the control plane', () => {
    expect(readSettings(undefined)).toMatchObject({
      rootNamespace: 'istio-system',
      trustDomain: 'cluster.local',
      config: {connectTimeout: '10s', enableAutoMtls: true, outboundTrafficPolicy: {mode: 'ALLOW_ANY'}},
    });
  });

  test.each([
    ['a field as a whole', 'localityLbSetting: {distribute: []}', 'localityLbSetting', {}],
    ['false', 'enableAutoMtls: false', 'enableAutoMtls', false],
    ['zero, which is then absent', 'enableTracing: false', 'enableTracing', undefined],
    ['zero in the names of protobuf', 'enable_tracing: false', 'enableTracing', undefined],
    ['the first value of an enum within', 'outboundTrafficPolicy: {mode: REGISTRY_ONLY}', 'outboundTrafficPolicy', {}],
  ])('replaces %s', (_, text, field, value) => {
    expect(readSettings(text).config[field]).toEqual(value);
  });

  test("merges proxies' settings field by field, and providers by name", () => {
    const {config} = readSettings(
      'defaultConfig: {concurrency: 2}\nextensionProviders: [{name: envoy, envoyFileAccessLog: {path: /x}}, {name: z, zipkin: {service: s}}]',
    );
    expect(config['defaultConfig']).toMatchObject({concurrency: 2, statusPort: 15020});
    expect(config['extensionProviders']).toMatchObject([
      {name: 'prometheus'},
      {name: 'stackdriver'},
      {name: 'envoy', envoyFileAccessLog: {path: '/x'}},
      {name: 'z'},
    ]);
  });

  test('sorts the aliases of the trust domain', () => {
    expect(readSettings('trustDomainAliases: [b, a, b]').trustDomainAliases).toEqual(['a', 'b']);
  });
});
