// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {readConfigDump} from '../../src/envoy/dump/config-dump.js';
import {trustedRoots} from '../../src/envoy/root-ca.js';
import {authority} from '../envoy-server/certificates.js';

const [one, other] = [authority('one').certificate, authority('other').certificate];

function rootsOf(secrets: object[] | undefined): string[] {
  const section = {'@type': 'type.googleapis.com/envoy.admin.v3.SecretsConfigDump', dynamic_active_secrets: secrets};
  const bytes = Buffer.from(JSON.stringify({configs: secrets ? [section] : []}));
  return [...trustedRoots(readConfigDump({bytes, name: 'web.shop'}))];
}

function secret(trusted: object, name = 'ROOTCA'): object {
  return {name, secret: {name, validation_context: trusted}};
}

const inlineBytes = (pem: string) => ({trusted_ca: {inline_bytes: Buffer.from(pem).toString('base64')}});

describe('what a proxy trusts', () => {
  test('one root, or several while they change', () => {
    const [first] = rootsOf([secret(inlineBytes(one))]);
    const both = rootsOf([secret({}, 'default'), secret(inlineBytes(`${other}\n${one}`))]);
    expect(both).toHaveLength(2);
    expect(both).toContain(first);
    expect(rootsOf([secret({trusted_ca: {inline_string: one}})])).toEqual([first]);
    expect(rootsOf([secret(inlineBytes(other))])).not.toContain(first);
  });

  test.each<[string, object[] | undefined, string]>([
    ['no section', undefined, "sidecar doesn't support secrets: config dump has no configuration type"],
    ['no ROOTCA', [secret(inlineBytes(one), 'default')], 'cannot find ROOTCA from secret config dump'],
    ['nothing to trust', [secret({})], 'cannot retrieve trustedCa from secret ROOTCA'],
    ['no certificate', [secret(inlineBytes('hello'))], 'failed to parse certificates: ROOTCA holds none'],
    ['a broken one', [secret(inlineBytes(one.replace(/\n.{9}/, '\nAAAAAAAAA')))], 'failed to parse certificate: '],
  ])('%s', (_, secrets, message) => {
    expect(() => rootsOf(secrets)).toThrow(message);
  });
});
