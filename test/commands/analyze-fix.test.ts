// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {chmodSync, lstatSync, readdirSync, readFileSync, symlinkSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {helm} from '../manifests/helm.js';
import {folderOf} from '../support/folder.js';
import {istioctl} from '../support/run.js';

const VIRTUAL_SERVICE = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\n';
const NOWHERE = `${VIRTUAL_SERVICE}metadata: {name: v}\nspec:\n  hosts: [a]\n  gateways: [front]\n  http: [{route: [{destination: {host: nosuch}}]}]\n`;
const offline = (...args: string[]) => ['analyze', '--use-kube=false', ...args];

describe('analyze --fix', () => {
  const MISSPELT = `# route\n${VIRTUAL_SERVICE}metadata: {name: m}\nspec:\n  hosts: [a]\n  http:\n  - macth: []\n    route: [{destination: {host: a}}]\n`;
  const fixed = MISSPELT.replace('macth', 'match');
  const textOf = (cwd: string) => readFileSync(join(cwd, 'm.yaml'), 'utf8');

  test('shows what changes, asks, and analyzes what is there then', async () => {
    const cwd = folderOf({'m.yaml': MISSPELT, 'broken.yaml': 'a: [b'});
    const no = await istioctl(offline('--fix', 'm.yaml'), {cwd, stdin: 'n\n'});
    expect(no.stderr).toContain('-  - macth: []\n+  - match: []\n');
    expect(no.stderr).toContain(
      'm.yaml:8: [ISTX001] macth -> match\nWrite these changes to 1 file? (y/N) Nothing was written',
    );
    expect([no.exitCode, textOf(cwd)]).toEqual([79, MISSPELT]);
    expect((await istioctl(offline('--fix', 'm.yaml'), {cwd})).exitCode).toBe(79);
    const yes = await istioctl(offline('--fix', '-o', 'json', '.'), {cwd, stdin: 'y\n'});
    expect([yes.exitCode, yes.stdout, textOf(cwd)]).toEqual([65, '[]\n', fixed]);
    expect(readFileSync(join(cwd, 'broken.yaml'), 'utf8')).toBe('a: [b');
    const again = await istioctl(offline('--fix', '-y', 'm.yaml'), {cwd});
    expect([again.exitCode, again.stderr]).toEqual([0, expect.stringContaining('Nothing to fix.')]);
  });

  test('keeps modes and links, and leaves standard input and what is suppressed', async () => {
    const cwd = folderOf({'real/m.yaml': MISSPELT});
    chmodSync(join(cwd, 'real/m.yaml'), 0o640);
    symlinkSync('real/m.yaml', join(cwd, 'm.yaml'));
    const left = await istioctl(offline('--fix', '-y', '-S', 'ISTX001=*', 'm.yaml'), {cwd});
    expect([left.exitCode, textOf(cwd)]).toEqual([0, MISSPELT]);
    expect((await istioctl(offline('--fix', '-y', '-'), {cwd, stdin: MISSPELT})).exitCode).toBe(79);
    const {exitCode} = await istioctl(offline('--fix', '-y', 'm.yaml'), {cwd});
    expect([exitCode, textOf(cwd)]).toEqual([0, fixed]);
    expect(lstatSync(join(cwd, 'm.yaml')).isSymbolicLink()).toBe(true);
    expect(lstatSync(join(cwd, 'real/m.yaml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(cwd, 'real'))).toEqual(['m.yaml']);
  });
});

describe('analyze --kustomize and --helm', () => {
  const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
  const base = {
    'base/vs.yaml': NOWHERE,
    'base/kustomization.yaml': 'resources: [vs.yaml]\n',
    'prod/kustomization.yaml': 'resources: [../base]\nnamespace: prod\n',
  };

  test.skipIf(!hasKubectl)('analyzes what kustomize builds', async () => {
    const cwd = folderOf(base);
    const {stdout, exitCode} = await istioctl(offline('--kustomize', 'prod', '-n', 'prod'), {cwd});
    expect(exitCode).toBe(79);
    expect(stdout).toContain('Error [IST0101] (VirtualService prod/v prod/kustomization.yaml) Referenced gateway');
    const {stdout: notes} = await istioctl(offline('--kustomize', 'prod', '-n', 'prod', '-o', 'github'), {cwd});
    expect(notes).toContain('::error file=prod/kustomization.yaml::[IST0101]');
  });

  test('names --kustomize for a kustomization file, which has no kind', async () => {
    const cwd = folderOf(base);
    const {stderr, exitCode} = await istioctl(offline('prod'), {cwd});
    expect([exitCode, stderr]).toEqual([
      65,
      expect.stringContaining(
        "Error: Some files couldn't be parsed.\nHint: Analyze what kustomize builds of the folder: `--kustomize prod`.\n",
      ),
    ]);
    const other = await istioctl(offline('base', 'prod'), {cwd, env: {ISTIOCTL_COMPAT: '1.30'}});
    expect(other.stderr).not.toContain('--kustomize');
  });

  test.skipIf(!hasKubectl)('says what kustomize says where it fails', async () => {
    const cwd = folderOf({'prod/kustomization.yaml': 'resources: [nope.yaml]\n'});
    const {stderr, exitCode} = await istioctl(offline('--kustomize', 'prod'), {cwd});
    expect(exitCode).toBe(65);
    expect(stderr).toMatch(/^Error: (kustomize build|kubectl kustomize) prod failed: .*nope\.yaml/);
  });

  test('analyzes what helm renders, with the values that are given', async () => {
    const cwd = folderOf({
      'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
      'chart/templates/vs.yaml': NOWHERE.replace('nosuch', '{{ .Values.host }}'),
      'values.yaml': 'host: elsewhere\n',
    });
    const path = helm === undefined ? '/nonexistent' : `${dirname(helm)}:${process.env['PATH']}`;
    const args = offline('--as-complete', '--helm', 'chart', '--helm-values', 'values.yaml');
    const {stdout, stderr, exitCode} = await istioctl(args, {cwd, env: {PATH: path}});
    if (helm === undefined) {
      expect([exitCode, stderr]).toEqual([65, expect.stringContaining('helm is not installed')]);
    } else {
      expect([exitCode, stdout]).toEqual([
        79,
        expect.stringContaining('chart/Chart.yaml) Referenced host not found: "elsewhere"'),
      ]);
    }
  });

  test('says that a tool is missing', async () => {
    const cwd = folderOf(base);
    const {stderr, exitCode} = await istioctl(offline('--kustomize', 'prod'), {cwd, env: {PATH: '/nonexistent'}});
    expect([exitCode, stderr]).toEqual([65, expect.stringContaining('neither kustomize nor kubectl is installed')]);
    const alone = await istioctl(offline('--helm-values', 'x'), {cwd});
    expect(alone.exitCode).toBe(64);
  });
});
