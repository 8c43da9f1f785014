// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import {istioctl} from '../../support/run.js';

const HEAD = 'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\n';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'istioctl-generate-'));
  const file = (name: string, text: string) => writeFileSync(join(folder, name), text);
  file('minimal.yaml', `${HEAD}spec:\n  profile: minimal\n`);
  file('two.yaml', `${HEAD}---\n${HEAD}`);
  file('broken.yaml', 'spec: [a\n');
  file(
    'mistakes.yaml',
    `${HEAD}spec:\n  meshConfig:\n    accesLogFile: x\n  values:\n    pilot:\n      traceSampling: 500\n`,
  );
  file(
    'overlay.yaml',
    `${HEAD}spec:\n  components:\n    pilot:\n      k8s:\n        overlays:\n        - kind: Deployment\n          name: istiod\n          patches:\n          - path: spec.template.spec.dnsPolcy\n            value: Default\n`,
  );
  mkdirSync(join(folder, 'empty', 'charts', 'base'), {recursive: true});
});

describe('manifest generate', () => {
  test('prints the same bytes each time, CRDs first', async () => {
    const [one, two] = await Promise.all([istioctl('manifest generate'), istioctl('manifest generate')]);
    expect(one).toMatchObject({exitCode: 0, stderr: ''});
    expect(one.stdout).toMatch(/^apiVersion: apiextensions\.k8s\.io\/v1\nkind: CustomResourceDefinition\n/);
    expect(one.stdout.match(/\n---\n/g)).toHaveLength(39);
    expect(two.stdout).toBe(one.stdout);
  });

  test.each([
    ['a file', ['-f', 'minimal.yaml', '--no-crds'], 18],
    ['standard input', ['-f', '-', '--no-crds'], 18],
    ['a file and --set on top', ['-f', 'minimal.yaml', '--set', 'profile=empty'], 0],
    ['one component', ['--component', 'pilot'], 17],
    ['several components', ['--component', 'Base,ingressGateways', '--no-crds'], 7],
    ['a revision', ['--revision', 'canary', '--no-crds'], 24],
  ])('renders %s', async (_, args, count) => {
    const stdin = readFileSync(join(folder, 'minimal.yaml'), 'utf8');
    const {stdout, exitCode} = await istioctl(['manifest', 'generate', '-o', 'json', ...args], {cwd: folder, stdin});
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({apiVersion: 'v1', kind: 'List'});
    expect(JSON.parse(stdout).items).toHaveLength(count);
  });

  test('writes one file per object, in the order of applying, and counts them', async () => {
    const run = await istioctl('manifest generate --set profile=minimal --output-dir out --stats', {cwd: folder});
    expect(run).toMatchObject({exitCode: 0, stdout: ''});
    expect(run.stderr).toMatch(/^COMPONENT +OBJECTS +SIZE +KINDS\nBase +16 /);
    const files = readdirSync(join(folder, 'out')).sort();
    expect(files).toHaveLength(33);
    expect(files.at(-1)).toBe('33-service-istio-system-istiod.yaml');
  });

  test.each([
    ['a file that is not there', '-f missing.yaml', 65, /missing\.yaml: no such file/],
    ['what is not YAML', '-f broken.yaml', 65, /broken\.yaml:2:1/],
    ['two IstioOperators in a file', '-f two.yaml', 1, /two\.yaml contains multiple IstioOperator CRs/],
    ['an unknown profile', '--set profile=defualt', 65, /profile "defualt" not found[^]*default/],
    [
      'every mistake at once',
      '-f mistakes.yaml',
      1,
      /mistakes\.yaml:5:5 error meshConfig\.accesLogFile: unknown field; did you mean "accessLogFile"\?\n.*mistakes\.yaml:8:22 error values\.pilot\.traceSampling/,
    ],
    [
      'an object that the API server would refuse',
      '-f overlay.yaml',
      1,
      /Deployment\/istio-system\/istiod spec\.template\.spec\.dnsPolcy: unknown field; did you mean "dnsPolicy"\?/,
    ],
    ['a folder without charts', '-d .', 65, /no folder charts\//],
    ['a folder that lacks a chart', '-d empty', 65, /empty has no chart charts\/base/],
    ['a component that does not exist', '--component pilto', 64, /unknown component "pilto"/],
    ['words', 'foo', 64, /no positional arguments/],
    ['a release we cannot imitate', '--compat 1.29', 64, /invalid argument "1\.29" for "--compat" flag: must be 1\.30/],
    ['no cluster where one is asked', '--cluster-specific', 1, /kubeconfig/],
  ])('refuses %s with one message and prints nothing', async (_, args, exitCode, message) => {
    const run = await istioctl(`manifest generate ${args}`, {cwd: folder});
    expect(run).toMatchObject({exitCode, stdout: ''});
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/\n\s+at /);
  });

  test.each(['--force', '--compat 1.30'])('%s makes warnings of mistakes', async (flag) => {
    const run = await istioctl(`manifest generate -f mistakes.yaml ${flag}`, {cwd: folder});
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toContain('meshConfig.accesLogFile');
    expect(run.stdout).toContain('accesLogFile: x');
  });

  test('ends quietly when its reader goes away', () => {
    const {stdout, stderr} = spawnSync(
      'bash',
      ['-c', `set -o pipefail; "${process.execPath}" bin/run.js manifest generate | head -n 1`],
      {encoding: 'utf8'},
    );
    expect({stdout, stderr}).toEqual({stdout: 'apiVersion: apiextensions.k8s.io/v1\n', stderr: ''});
  });
});
