// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {readMesh} from '../../../src/preview/read/mesh.js';
import {refuseInvalid} from '../../../src/preview/read/validity.js';
import {meshSettings, networking} from '../sidecar-context.js';

const check = (...objects: string[]) =>
  refuseInvalid(readMesh([{name: 'k8s.yaml', text: objects.join('\n---\n')}]), false);

describe('an input is refused', () => {
  test.each([
    [
      'an object',
      networking('VirtualService', 'x', '{hosts: [x], http: [{}]}'),
      /^k8s\.yaml:\d+: VirtualService shop\/x is invalid: /,
    ],
    [
      'settings of the mesh',
      meshSettings('{meshMTLS: {ecdhCurves: [P-256]}, connectTimeout: 2h}'),
      /^MeshConfig is invalid: invalid connect timeout: .*; mesh TLS does not support ECDH curves configuration$/,
    ],
  ])('for %s that istiod refuses', async (_, object, message) => {
    await expect(check(object)).rejects.toMatchObject({message: expect.stringMatching(message), exitCode: 65});
  });
});

test.each([
  ['no settings', ''],
  ['settings', meshSettings('{connectTimeout: 2s, tlsDefaults: {ecdhCurves: [P-256]}}')],
])('valid input is taken: %s', async (_, settings) => {
  await expect(check(settings, networking('Sidecar', 'x', '{egress: [{hosts: ["*/*"]}]}'))).resolves.toBeUndefined();
});
