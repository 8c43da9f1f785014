// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {argvOfSettings} from '../../src/bug-report/settings-file.js';

const FLAGS = ['istio-namespace', 'full-secrets', 'include', 'timeout', 'kubeconfig'];

describe('files with settings', () => {
  test('are flags in camel case', () => {
    const text =
      'istioNamespace: mesh\nfullSecrets: true\ninclude: [shop, pay/cart]\ncommandTimeout: 5m\nkubeConfigPath: k\n';
    expect(argvOfSettings('f', text, FLAGS)).toEqual([
      '--istio-namespace=mesh',
      '--full-secrets=true',
      '--include=shop',
      '--include=pay/cart',
      '--timeout=5m',
      '--kubeconfig=k',
    ]);
    expect(argvOfSettings('f', '', FLAGS)).toEqual([]);
  });

  test.each([
    ['istioNamespac: x', 'f: istioNamespac: unknown setting', 'did you mean "istioNamespace"?'],
    ['[1]', 'f: settings are names with their values', undefined],
    ['include: [{a: 1}]', 'f: include: is written as for --include', undefined],
  ])('%s is refused', (text, message, hint) => {
    expect(() => argvOfSettings('f', text, FLAGS)).toThrow(expect.objectContaining({message, hint, exitCode: 65}));
  });

  test('says where the YAML breaks', () => {
    expect(() => argvOfSettings('f', 'a: [', FLAGS)).toThrow(/^f: line \d+: /);
  });
});
