// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {istioctl} from '../../support/run.js';

const NAMES = [
  'ambient',
  'default',
  'demo',
  'empty',
  'minimal',
  'openshift',
  'openshift-ambient',
  'preview',
  'remote',
  'stable',
];

describe('profile list', () => {
  test('prints the heading and names that scripts know', async () => {
    const stdout = `Istio configuration profiles:\n${NAMES.map((name) => `    ${name}\n`).join('')}`;
    expect(await istioctl('profile list')).toEqual({exitCode: 0, stdout, stderr: ''});
  });

  test('-o json says what each is for and turns on', async () => {
    const {profiles} = JSON.parse((await istioctl('profile list -o json')).stdout);
    expect(profiles.map(({name}: {name: string}) => name)).toEqual(NAMES);
    expect(profiles[0]).toMatchObject({
      components: ['Base', 'Pilot', 'Cni', 'Ztunnel'],
      purpose: expect.stringMatching(/\w+ \w+/),
    });
  });
});

describe('profile dump', () => {
  test.each([
    ['a whole profile', 'demo', /^apiVersion: install\.istio\.io\/v1alpha1\nkind: IstioOperator\n/],
    [
      'one part',
      'demo --config-path components.egressGateways',
      /^- enabled: true\n {2}name: istio-egressgateway\n\n$/,
    ],
    ['an item of a list', '-p components.ingressGateways[0].name', /^istio-ingressgateway\n\n$/],
    ['one part as JSON', 'ambient -p components.cni -o json', /^\{\n {4}"enabled": true\n\}\n$/],
    [
      'flags that --set takes',
      'minimal -p components.ingressGateways -o flags',
      /^components\.ingressGateways\[0\]\.enabled=false\ncomponents\.ingressGateways\[0\]\.name="istio-ingressgateway"\n$/,
    ],
    ['settings on top', '--set values.global.proxy.logLevel=debug -p values.global.proxy', /^logLevel: debug\n/],
  ])('prints %s', async (_, args, stdout) => {
    expect(await istioctl(`profile dump ${args}`)).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringMatching(stdout),
    });
  });

  test.each([
    ['an unknown profile', 'demoo', 65, /Error: profile "demoo" not found[^]*Did you mean demo\?/],
    [
      'a path that leads nowhere',
      '-p components.pilto',
      1,
      /Error: the profile has no "pilto" at path "components\.pilto"\nHint: did you mean "pilot"\?/,
    ],
    ['a name and a file', 'demo -f iop.yaml', 64, /cannot specify both profile name and filename flag/],
    ['two names', 'demo minimal', 64, /accepts 1 arg\(s\), received 2/],
  ])('refuses %s', async (_, args, exitCode, message) => {
    const run = await istioctl(`profile dump ${args}`, {cwd: 'test/testdata/examples'});
    expect(run).toMatchObject({exitCode, stdout: '', stderr: expect.stringMatching(message)});
  });
});

describe('profile diff', () => {
  test('ends with 0 for the same and 1 for different profiles', async () => {
    expect(await istioctl('profile diff demo demo')).toEqual({
      exitCode: 0,
      stdout: 'Profiles are identical\n',
      stderr: '',
    });
    const run = await istioctl('profile diff default minimal');
    expect(run).toMatchObject({exitCode: 1, stderr: ''});
    expect(run.stdout).toMatch(
      /^The difference between profiles:\n--- default\n\+\+\+ minimal\n@@ [^]*\n-[^]*enabled: true\n\+[^]*enabled: false\n/,
    );
  });
});
