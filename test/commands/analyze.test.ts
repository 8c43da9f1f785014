// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {istioctl} from '../support/run.js';

const folder = mkdtempSync(join(tmpdir(), 'analyze-'));
const VIRTUAL_SERVICE = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\n';

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const nowhere = file(
  'nowhere.yaml',
  `${VIRTUAL_SERVICE}metadata: {name: v}\nspec: {hosts: [a], gateways: [front], http: [{route: [{destination: {host: nosuch}}]}]}\n`,
);
const right = file(
  'right.yaml',
  `${VIRTUAL_SERVICE}metadata: {name: r}\nspec: {hosts: [a], http: [{route: [{destination: {host: a}}]}]}\n`,
);
const misspelt = file(
  'misspelt.yaml',
  `${VIRTUAL_SERVICE}metadata: {name: m}\nspec:\n  hosts: [a]\n  http:\n  - macth: []\n    route: [{destination: {host: a}}]\n`,
);
const unreadable = file('unreadable.yaml', `${VIRTUAL_SERVICE}spec: {hosts: 1}\n`);
const unreadableNetworks = file('networks.yaml', 'networks: {a: {endpoints: 1}}\n');
const compat = {env: {ISTIOCTL_COMPAT: '1.30'}};
const offline = (...args: string[]) => ['analyze', '--use-kube=false', ...args];

describe('analyze', () => {
  test('prints a line for each message, worst first, and fails', async () => {
    const {stdout, stderr, exitCode} = await istioctl(offline(nowhere, right));
    expect(exitCode).toBe(79);
    expect(stdout).toBe(
      `Error [IST0101] (VirtualService default/v ${nowhere}:4) Referenced gateway not found: "front"\n` +
        `Warning [IST0132] (VirtualService default/v ${nowhere}:4) one or more host [a] defined in VirtualService default/v not found in Gateway default/front.\n`,
    );
    expect(stderr).toContain('Error: Analyzers found issues when analyzing namespace: default.\nSee https://');
  });

  test('says so where nothing is wrong', async () => {
    const {stdout, stderr, exitCode} = await istioctl(offline(right));
    expect([exitCode, stdout]).toEqual([0, '\n']);
    expect(stderr).toContain(`✔ No validation issues found when analyzing ${right}.\n`);
  });

  test.each(['json', 'yaml', 'log'])('fails in %s as in every format (D9)', async (format) => {
    expect((await istioctl(offline('-o', format, nowhere))).exitCode).toBe(79);
    expect((await istioctl(offline('-o', format, unreadable))).exitCode).toBe(65);
  });

  test('fails in its log format only, as the reference, where that is asked for', async () => {
    expect((await istioctl(offline('-o', 'json', nowhere), compat)).exitCode).toBe(0);
    expect((await istioctl(offline(nowhere), compat)).exitCode).toBe(79);
  });

  test('keeps JSON free of anything else (D10)', async () => {
    const {stdout, stderr} = await istioctl(offline('-o', 'json', unreadable, nowhere));
    expect(JSON.parse(stdout)).toHaveLength(2);
    expect(stderr).toContain('Error(s) adding files: 1 error occurred:');
    const reference = await istioctl(offline('-o', 'json', unreadable), compat);
    expect(reference.stdout).toMatch(/^\d{4}-.*Z\twarn\tfile\terror processing .* - skipping\n\[\]\n$/);
  });

  test('finds fields that do not exist, with their place and what was meant (D11)', async () => {
    const {stdout, exitCode} = await istioctl(offline(misspelt));
    expect(exitCode).toBe(79);
    expect(stdout).toContain(
      `(VirtualService default/m ${misspelt}:7:5) Unknown field: "macth" in spec.http[0]; did you mean "match"?`,
    );
    expect((await istioctl(offline(misspelt), compat)).exitCode).toBe(0);
  });

  test('says what it did not look at, and looks with --as-complete (D12)', async () => {
    const some = await istioctl(offline(right));
    expect(some.stderr).toContain('22 analyzers were skipped');
    expect(some.stderr).toContain('--as-complete');
    const all = await istioctl(offline('--as-complete', right));
    expect(all.stdout).toContain('Referenced host not found: "a"');
    expect(all.stderr).not.toContain('skipped');
    expect(all.exitCode).toBe(79);
  });

  test('takes -R, and no analyzer that does not exist (D13)', async () => {
    expect((await istioctl(offline('-R', nowhere))).exitCode).toBe(79);
    expect((await istioctl(offline('-R', nowhere), compat)).exitCode).toBe(0);
    const typo = await istioctl(offline('--analyzer', 'virtualservice.GatewayAnalyser', nowhere));
    expect(typo.exitCode).toBe(64);
    expect(typo.stderr).toContain('did you mean "virtualservice.GatewayAnalyzer"?');
    const one = await istioctl(offline('--analyzer', 'schema.ValidationAnalyzer.VirtualService', nowhere));
    expect(one.exitCode).toBe(0);
  });

  test('ends when its time is over, and says what is missing (D13)', async () => {
    const {stderr, exitCode} = await istioctl(offline('--timeout', '0s', right));
    expect(stderr).not.toContain('No validation issues');
    expect(exitCode).toBe(124);
    expect(stderr).toContain('no time was left for');
  });

  test.each(['VirtualService default/v', 'VirtualService v.default', 'VirtualService *'])(
    'suppresses by %s (D14)',
    async (name) => {
      const {stdout, exitCode} = await istioctl(offline('-S', `IST0101=${name}`, nowhere));
      expect(stdout).not.toContain('IST0101');
      expect(stdout).toContain('IST0132');
      expect(exitCode).toBe(0);
    },
  );

  test('names suppressions that are unknown, wrong or in vain', async () => {
    const {stderr} = await istioctl(offline('-S', 'IST9999=*', '-S', 'IST0101=VirtualService x/*', right));
    expect(stderr).toContain("Warning: Supplied message code 'IST9999' is an unknown message code");
    expect(stderr).toContain('Warning: -S "IST0101=VirtualService x/*" matched no message');
    const wrong = await istioctl(offline('-S', 'foo', right));
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      64,
      'Error: foo is not a valid suppression value\nHint: Write CODE=KIND NAMESPACE/NAME, for example `-S "IST0101=VirtualService shop/cart"`.\n',
    ]);
    const compat = await istioctl(offline('-S', 'foo', right), {env: {ISTIOCTL_COMPAT: '1.30'}});
    expect([compat.exitCode, compat.stderr]).toEqual([
      1,
      expect.stringContaining('Error: foo is not a valid suppression value. See istioctl analyze --help\n'),
    ]);
  });

  test.each([
    [['-o', 'xml'], 64, 'xml not a valid option for format. See istioctl analyze --help'],
    [
      ['--failure-threshold', 'foo'],
      64,
      'invalid argument "foo" for "--failure-threshold" flag: must be Error, Warning or Info',
    ],
    [['nope.yaml'], 65, 'stat nope.yaml: no such file or directory'],
    [['--meshConfigFile', 'nope.yaml'], 65, 'nope.yaml'],
    [['--meshNetworksFile', 'nope.yaml'], 65, 'nope.yaml'],
    [['--meshNetworksFile', unreadableNetworks], 65, `Error: ${unreadableNetworks}: `],
  ])('refuses %j', async (args, code, text) => {
    const {stderr, exitCode} = await istioctl(offline(...args));
    expect(exitCode).toBe(code);
    expect(stderr).toContain(text);
  });

  test.each(['', '1.30'])('looks at the networks of a file, compat %j', async (release) => {
    const networks = file(
      'two.yaml',
      'networks:\n  north: {endpoints: [{fromRegistry: Kubernetes}]}\n  south: {endpoints: [{fromRegistry: west}]}\n',
    );
    const run = (...args: string[]) =>
      istioctl(offline('--as-complete', ...args, right), {env: {ISTIOCTL_COMPAT: release}});
    const {stdout} = await run('-A', '--meshNetworksFile', networks);
    expect(stdout).toContain(
      'Error [IST0126] (MeshNetworks istio-system/meshnetworks) Unknown service registry west in network south\n',
    );
    expect(stdout).not.toContain('north');
    expect((await run('-A')).stdout).not.toContain('IST0126');
  });

  test('passes over other files of a folder, and reads standard input', async () => {
    const inner = mkdtempSync(join(folder, 'inner-'));
    writeFileSync(join(inner, 'a.txt'), 'x');
    writeFileSync(join(inner, 'b.yml'), 'apiVersion: v1\nkind: Service\n');
    const {stderr, exitCode} = await istioctl(offline(inner));
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`Skipping file ${inner}/a.txt, recognized file extensions are: [.json .yaml .yml]\n`);
    expect(stderr).toContain(`analyzing ${inner}/b.yml.`);
    const piped = await istioctl(offline('-'), {stdin: `${VIRTUAL_SERVICE}metadata: {name: v}\n`});
    expect(piped.stdout).toContain('(VirtualService default/v -:1)');
  });

  test('lists the analyzers by name', async () => {
    const {stdout} = await istioctl('analyze -L');
    const names = [...stdout.matchAll(/^\* (\S+):$/gm)].map(([, name]) => name);
    expect(names).toHaveLength(97);
    expect(names).toEqual(names.toSorted((a = '', b = '') => (a < b ? -1 : 1)));
  });

  test('explains messages, and lists them', async () => {
    const {stdout, exitCode} = await istioctl('analyze --explain ist0101');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('IST0101 ReferencedResourceNotFound\n\nLevel: Error\n');
    expect(stdout).toContain('How to fix it\n');
    expect(stdout).toContain('\n    kind: VirtualService\n');
    const all = await istioctl('analyze --explain');
    expect(all.stdout).toContain('IST0102 Info    NamespaceNotInjected\n');
    const data = JSON.parse((await istioctl('analyze --explain IST0101 -o json')).stdout);
    expect(data[0]).toMatchObject({code: 'IST0101', level: 'Error', page: expect.stringContaining('# IST0101')});
    const typo = await istioctl('analyze --explain IST010');
    expect([typo.exitCode, typo.stderr]).toEqual([
      64,
      expect.stringMatching(/there is no message "IST010"[\s\S]*did you mean "IST0101"\?/),
    ]);
    const number = await istioctl('analyze --explain 207');
    expect([number.exitCode, number.stderr]).toEqual([
      64,
      'Error: there is no message "207"\nHint: did you mean "ISTX207"?\n',
    ]);
  });
});
