// SPDX-License-Identifier: Apache-2.0
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {folderOf} from '../support/folder.js';
import {istioctl} from '../support/run.js';

const VIRTUAL_SERVICE = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\n';
const NOWHERE = `${VIRTUAL_SERVICE}metadata: {name: v}\nspec:\n  hosts: [a]\n  gateways: [front]\n  http: [{route: [{destination: {host: nosuch}}]}]\n`;
const RIGHT = `${VIRTUAL_SERVICE}metadata: {name: r}\nspec: {hosts: [a], http: [{route: [{destination: {host: a}}]}]}\n`;

const offline = (...args: string[]) => ['analyze', '--use-kube=false', ...args];
const compat = {ISTIOCTL_COMPAT: '1.30'};

describe('analyze -o', () => {
  test.each(['log', 'json', 'yaml', 'sarif', 'github', 'gitlab', 'junit'])('ends alike in %s (D9)', async (format) => {
    const cwd = folderOf({'nowhere.yaml': NOWHERE, 'right.yaml': RIGHT, 'broken.yaml': 'a: [b'});
    const run = (...args: string[]) => istioctl(offline('-o', format, ...args), {cwd});
    expect((await run('nowhere.yaml')).exitCode).toBe(79);
    expect((await run('right.yaml')).exitCode).toBe(0);
    const unread = await run('broken.yaml');
    expect(unread.exitCode).toBe(65);
    expect(unread.stdout).not.toContain('warn\tfile');
    expect((await run('--require', 'all', 'right.yaml')).exitCode).toBe(80);
    expect((await run('--timeout', '0s', 'nowhere.yaml')).exitCode).toBe(124);
  });

  test('writes several at once, and the log where all others are files', async () => {
    const cwd = folderOf({'nowhere.yaml': NOWHERE});
    const both = await istioctl(offline('-o', 'sarif=out/a.sarif', '-o', 'github', 'nowhere.yaml'), {cwd});
    expect(both.stdout).toBe(
      '::error file=nowhere.yaml,line=6,col=14::[IST0101] Referenced gateway not found: "front" (VirtualService default/v)\n' +
        '::warning file=nowhere.yaml,line=6,col=14::[IST0132] one or more host [a] defined in VirtualService default/v not found in Gateway default/front. (VirtualService default/v)\n',
    );
    expect(JSON.parse(readFileSync(join(cwd, 'out/a.sarif'), 'utf8')).version).toBe('2.1.0');
    const files = await istioctl(offline('-o', 'junit=j.xml', '-o', 'JSON=x.json', 'nowhere.yaml'), {cwd});
    expect(files.stdout).toMatch(/^Error \[IST0101\] \(VirtualService default\/v nowhere.yaml:6\)/);
    expect(JSON.parse(readFileSync(join(cwd, 'x.json'), 'utf8'))).toHaveLength(2);
  });

  test.each([
    [['-o', 'sarif', '-o', 'json'], 64, 'two outputs go to standard output'],
    [['-o', 'sarif=a', '-o', 'json=a'], 64, 'two outputs go to a'],
    [['-o', 'sarif='], 64, 'a file is missing behind ='],
    [['-o', 'sarf'], 64, 'did you mean "sarif"?'],
    [['-o', 'sarif=/dev/null/x'], 1, 'cannot write /dev/null/x'],
    [['--explain', '-o', 'sarif'], 64, '--explain knows log, json and yaml'],
  ])('refuses %j', async (args, code, text) => {
    const {stderr, exitCode} = await istioctl(offline(...args));
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(text)]);
  });

  test('knows the formats of the reference alone where it is followed, the last of them', async () => {
    const cwd = folderOf({'right.yaml': RIGHT});
    const run = (...args: string[]) => istioctl(offline(...args, 'right.yaml'), {cwd, env: compat});
    expect((await run('-o', 'log', '-o', 'json')).stdout).toBe('[]\n');
    expect((await run('-o', 'sarif')).exitCode).toBe(64);
  });

  test('keeps to the list of the reference in JSON, unless a new flag asks for more (D12)', async () => {
    const cwd = folderOf({'nowhere.yaml': NOWHERE});
    const plain = await istioctl(offline('-o', 'json', 'nowhere.yaml'), {cwd});
    const reference = await istioctl(offline('-o', 'json', 'nowhere.yaml'), {cwd, env: compat});
    expect(plain.stdout).toBe(reference.stdout);
    const whole = await istioctl(offline('-o', 'json', '--fail-fast=false', 'nowhere.yaml'), {cwd});
    const report = JSON.parse(whole.stdout);
    expect(report).toMatchObject({apiVersion: 'istioctl/v1', kind: 'AnalysisReport', complete: false, known: 0});
    expect(report.skipped).toHaveLength(22);
    expect(report.skipped).toContainEqual({analyzer: 'virtualservice.DestinationHostAnalyzer', missing: ['Service']});
    expect(report.messages[0]).toMatchObject({code: 'IST0101', line: 6, column: 14, reference: 'nowhere.yaml:6'});
  });
});

describe('analyze as a gate', () => {
  test('does not keep to itself that there are messages about other namespaces', async () => {
    const cwd = folderOf({'a.yaml': NOWHERE.replace('{name: v}', '{name: v, namespace: shop}')});
    const {stderr, exitCode} = await istioctl(offline('a.yaml'), {cwd});
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('2 messages are about other namespaces; -A shows')]);
    expect((await istioctl(offline('a.yaml'), {cwd, env: compat})).stderr).not.toContain('-A');
    expect((await istioctl(offline('-A', 'a.yaml'), {cwd})).stderr).not.toContain('other namespaces');
  });

  test('requires analyzers to run', async () => {
    const cwd = folderOf({
      'right.yaml': RIGHT,
      'whole.yaml': RIGHT.replaceAll('host: a}', 'host: a.b}').replace('[a]', '[a.b]'),
    });
    const one = await istioctl(offline('--require', 'virtualservice.DestinationHostAnalyzer', 'right.yaml'), {cwd});
    expect([one.exitCode, one.stderr]).toEqual([
      80,
      expect.stringMatching(/required but skipped: virtualservice.DestinationHostAnalyzer\n[\s\S]*not known: Service;/),
    ]);
    expect((await istioctl(offline('--require', 'virtualservice.GatewayAnalyzer', 'right.yaml'), {cwd})).exitCode).toBe(
      0,
    );
    const typo = await istioctl(offline('--require', 'virtualservice.GatewayAnalyser', 'right.yaml'), {cwd});
    expect([typo.exitCode, typo.stderr]).toEqual([
      64,
      expect.stringContaining('did you mean "virtualservice.GatewayA'),
    ]);
    const schema = ['--analyzer', 'schema.ValidationAnalyzer.VirtualService', '--require', 'all'];
    expect((await istioctl(offline(...schema, 'right.yaml'), {cwd})).exitCode).toBe(0);
  });

  test('lets known messages pass, wherever their resource moves, and no new ones', async () => {
    const cwd = folderOf({'a.yaml': NOWHERE});
    const run = (...args: string[]) => istioctl(offline('--as-complete', ...args, '.'), {cwd});
    const written = await run('--write-baseline', 'base.json.txt');
    expect([written.exitCode, written.stderr]).toEqual([
      0,
      expect.stringContaining('3 messages are known from now on'),
    ]);
    writeFileSync(join(cwd, 'a.yaml'), `# moved\n\n${RIGHT.replaceAll(/host: a/g, 'host: nosuch')}---\n${NOWHERE}`);
    const later = await run('--baseline', 'base.json.txt');
    expect(later.exitCode).toBe(79);
    expect(later.stdout).toMatch(/^Error \[IST0101\] \(VirtualService default\/r a.yaml:\d+\) [^\n]*"nosuch"\n$/);
    expect(later.stderr).toContain('3 messages are known from base.json.txt\n');
    writeFileSync(join(cwd, 'a.yaml'), NOWHERE.replace('  gateways: [front]\n', ''));
    const fixed = await run('--baseline', 'base.json.txt');
    expect([fixed.exitCode, fixed.stdout]).toEqual([0, '\n']);
    expect(fixed.stderr).toContain('2 messages are gone that base.json.txt knows');
  });

  test.each([
    ['{', 'no JSON: '],
    ['[]', 'kind: must be AnalysisBaseline'],
    ['{"apiVersion":"x","kind":"AnalysisBaseline"}', 'apiVersion: must be istioctl/v1'],
    ['{"apiVersion":"istioctl/v1","kind":"AnalysisBaseline"}', 'messages: must be a list'],
    ['{"apiVersion":"istioctl/v1","kind":"AnalysisBaseline","messages":[{}]}', 'messages[0].fingerprint: must be'],
  ])('refuses %s for a baseline', async (text, problem) => {
    const cwd = folderOf({'base.json.txt': text, 'right.yaml': RIGHT});
    const {stderr, exitCode} = await istioctl(offline('--baseline', 'base.json.txt', 'right.yaml'), {cwd});
    expect([exitCode, stderr]).toEqual([65, expect.stringContaining(`base.json.txt: ${problem}`)]);
  });

  test('shows what it found until its time ran out, or nothing with --fail-fast', async () => {
    const cwd = folderOf({'a.yaml': NOWHERE.replace('http', 'htpp')});
    const partial = await istioctl(offline('--timeout', '0s', '-o', 'json', '--fail-fast=false', 'a.yaml'), {cwd});
    expect(partial.exitCode).toBe(124);
    const report = JSON.parse(partial.stdout);
    expect(report.complete).toBe(false);
    expect(report.unfinished).toContain('virtualservice.GatewayAnalyzer');
    expect(report.messages.map(({code}: {code: string}) => code)).toEqual(['ISTX001']);
    const nothing = await istioctl(offline('--timeout', '0s', '--fail-fast', 'a.yaml'), {cwd});
    expect([nothing.exitCode, nothing.stdout]).toEqual([124, '']);
  });

  test('does not take an incomplete result for a baseline', async () => {
    const cwd = folderOf({'a.yaml': NOWHERE});
    const {exitCode} = await istioctl(offline('--timeout', '0s', '--write-baseline', 'b.json', 'a.yaml'), {cwd});
    expect(exitCode).toBe(124);
    expect(() => readFileSync(join(cwd, 'b.json'))).toThrow();
  });
});

describe('.istioctl-analyze.yaml', () => {
  const settings = (text: string) => ({
    '.istioctl-analyze.yaml': text,
    'mesh/legacy/old.yaml': NOWHERE,
    'mesh/new.yaml': NOWHERE.replace('name: v', 'name: w').replace('[front]', '[back]').replace('[a]', '[b]'),
  });

  test('is found above the working directory and tells what counts', async () => {
    const folder = folderOf(
      settings(
        'suppress:\n- code: IST0101\n  files: legacy/\n  reason: goes away\n- IST0132\n- IST0101=VirtualService default/w\nfailureThreshold: Info\n',
      ),
    );
    const {stdout, exitCode} = await istioctl(offline('.'), {cwd: join(folder, 'mesh')});
    expect([stdout, exitCode]).toEqual(['\n', 0]);
    const {stdout: all} = await istioctl(offline('.'), {cwd: join(folder, 'mesh'), env: compat});
    expect(all.trim().split('\n')).toHaveLength(4);
    const flags = await istioctl(offline('--config', '/dev/null', '.'), {cwd: join(folder, 'mesh')});
    expect(flags.exitCode).toBe(79);
  });

  test('yields to flags, and says what of it is in vain', async () => {
    const cwd = folderOf(
      settings(
        'failureThreshold: error\noutputThreshold: Error\nasComplete: true\nanalyzers: [virtualservice.GatewayAnalyzer]\nrequire: [all]\nsuppress:\n- IST0102\n',
      ),
    );
    const {stdout, stderr} = await istioctl(offline('mesh'), {cwd});
    expect(stdout).not.toContain('IST0132');
    expect(stdout).not.toContain('nosuch');
    expect(stderr).toContain('Warning: .istioctl-analyze.yaml:7:3: the suppression of IST0102 matched no message\n');
    const flags = await istioctl(
      offline('--output-threshold', 'Info', '--analyzer', 'virtualservice.DestinationHostAnalyzer', 'mesh'),
      {cwd},
    );
    expect(flags.stdout).toContain('nosuch');
  });

  test('names a baseline as from its own folder', async () => {
    const folder = folderOf(settings('baseline: ci/base.json\n'));
    const cwd = join(folder, 'mesh');
    await istioctl(offline('--write-baseline', '../ci/base.json', '.'), {cwd});
    const {exitCode, stderr} = await istioctl(offline('.'), {cwd});
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('4 messages are known from ../ci/base.json')]);
  });

  test('is read strictly: every mistake with its place and what was meant', async () => {
    const cwd = folderOf(
      settings(
        'failureThreshhold: Error\nasComplete: perhaps\nanalyzers: [virtualservice.GatewayAnalyser]\nsuppress:\n- IST0101x\n- {cod: IST0101}\n- 5\n',
      ),
    );
    const {stderr, exitCode} = await istioctl(offline('mesh'), {cwd});
    expect(exitCode).toBe(65);
    expect(stderr.split('\n').slice(0, 7)).toEqual([
      'Error: .istioctl-analyze.yaml:1:1: failureThreshhold: unknown field; did you mean "failureThreshold"?',
      '.istioctl-analyze.yaml:2:13: asComplete: must be true or false',
      '.istioctl-analyze.yaml:3:13: analyzers[0]: there is no analyzer "virtualservice.GatewayAnalyser"; did you mean "virtualservice.GatewayAnalyzer"?',
      '.istioctl-analyze.yaml:5:3: suppress[0]: there is no message "IST0101x"; did you mean "IST0101"?',
      '.istioctl-analyze.yaml:6:4: suppress[1].cod: unknown field; did you mean "code"?',
      '.istioctl-analyze.yaml:6:3: suppress[1].code: is missing',
      '.istioctl-analyze.yaml:7:3: suppress[2]: must be a map',
    ]);
    const broken = await istioctl(offline('--config', 'x.yaml', 'mesh'), {cwd});
    expect([broken.exitCode, broken.stderr]).toEqual([65, expect.stringContaining('--config: open x.yaml')]);
  });
});

test('finds what the reference has no message for (D15)', async () => {
  const cwd = folderOf({
    'a.yaml': `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: shop}
spec: {parentRefs: [{name: nogateway}], rules: [{backendRefs: [{name: nobackend, port: 80}]}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: p, namespace: shop}
spec:
  targetRefs: [{kind: Service, group: "", name: noservice}]
  rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/nobody]}}]}]
---
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: {istio.io/dataplane-mode: ambient, istio-injection: enabled, istio.io/use-waypoint: nowaypoint}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {ports: [{name: http, port: 80}]}
`,
  });
  const {stdout, exitCode} = await istioctl(offline('-A', '--as-complete', 'a.yaml'), {cwd});
  expect(exitCode).toBe(79);
  for (const missing of ['nowaypoint', 'nogateway', 'nobackend', 'noservice', 'nobody', 'istio-injection=enabled']) {
    expect(stdout).toMatch(new RegExp(`^(?:Error|Warning) \\[ISTX\\d+\\] .*${missing}`, 'm'));
  }
  const reference = await istioctl(offline('-A', '--as-complete', 'a.yaml'), {cwd, env: compat});
  expect(reference.stdout).not.toContain('ISTX');
});
