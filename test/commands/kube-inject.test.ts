// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {getIn, getKey} from '../../src/manifest/input/tree.js';
import {parseYamlDocuments} from '../../src/yaml/parse.js';
import {istioctl} from '../support/run.js';

const APP = 'test/testdata/inject/app.yaml';
const text = readFileSync(APP, 'utf8');
const SET = ['--set', 'profile=minimal'];

/** The manifests of a workload with that pod template. */
function workload(template: object, kind = 'Deployment'): string {
  return JSON.stringify({apiVersion: 'apps/v1', kind, metadata: {name: 'web', namespace: 'shop'}, spec: {template}});
}

const SPEC = {containers: [{name: 'app', image: 'a'}]};
const annotated = (annotations: Record<string, string>) => workload({metadata: {annotations}, spec: SPEC});

describe('kube-inject', () => {
  test('works without a cluster, and leaves alone what it does not inject', async () => {
    const run = await istioctl(['kube-inject', '-f', APP, ...SET]);
    expect(run.exitCode, run.stderr).toBe(0);
    const [before, after] = [
      text.split('apiVersion: apps/v1')[0] ?? '',
      text.slice(text.indexOf('apiVersion: batch/v1')),
    ];
    expect(
      run.stdout.startsWith(`${before.replace('---   # Source', '---\n# Source').replace(/---\n$/, '')}---\n`),
    ).toBe(true);
    expect(run.stdout.endsWith(`${after}---\n`)).toBe(true);
    expect(run.stderr).toBe('\n===> Skipping injection because Job "shop/migrate" has sidecar injection disabled\n\n');
    const cart = parseYamlDocuments(run.stdout).find((object) => getKey(object, 'kind') === 'Deployment');
    const spec = ['spec', 'template', 'spec'];
    expect(getIn(cart, [...spec, 'containers', 1, 'resources'])).toEqual({requests: {cpu: '50m'}});
    expect(getIn(cart, [...spec, 'containers', 0, 'readinessProbe', 'httpGet', 'port'])).toBe(15020);
  });

  test('takes the files of an installation, from a pipe to a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kube-inject-'));
    const {stdout} = await istioctl(['manifest', 'generate', '--no-crds', '--revision', 'canary']);
    for (const object of parseYamlDocuments(stdout)) {
      for (const key of ['config', 'values', 'mesh']) {
        const data = getIn(object, ['data', key]);
        if (typeof data === 'string') writeFileSync(join(folder, key), data);
      }
    }
    const files = ['--injectConfigFile', 'config', '--valuesFile', 'values', '--meshConfigFile', 'mesh'];
    const run = (...args: string[]) =>
      istioctl(['kube-inject', '-f', '-', ...files, ...args], {stdin: text, cwd: folder});
    const written = await run('-o', join(folder, 'out.yaml'));
    expect(written.stdout).toBe('');
    const out = readFileSync(join(folder, 'out.yaml'), 'utf8');
    expect(out).toContain('istio.io/rev: canary');
    expect(out).toBe((await istioctl(['kube-inject', '-f', APP, '--set', 'revision=canary'])).stdout);
    expect(out).toBe((await run('-o', 'yaml')).stdout);
  });

  test('writes JSON', async () => {
    const run = await istioctl(['kube-inject', '-f', APP, ...SET, '-o', 'json']);
    const list: unknown = JSON.parse(run.stdout);
    expect(getIn(list, ['items', 0, 'kind'])).toBe('Namespace');
    expect(getIn(list, ['items', 1, 'spec', 'template', 'spec', 'containers', 1, 'name'])).toBe('istio-proxy');
    expect(getIn(list, ['items', 3])).toBeUndefined();
  });

  test('--diff shows what injection changes, and nothing else', async () => {
    const {stdout} = await istioctl(['kube-inject', '-f', APP, ...SET, '--diff']);
    expect(stdout).toMatch(/^--- Deployment shop cart\n\+\+\+ Deployment shop cart \(injected\)\n/);
    expect(stdout).toContain('\n+      - args:\n+        - proxy\n');
    expect(stdout.split('\n').filter((line) => /^-(?!--)/.test(line))).toEqual([
      '-            path: /ready',
      '-            port: http',
    ]);
  });

  test('--explain says which rule decided and what set what', async () => {
    const {stdout} = await istioctl([
      'kube-inject',
      '-f',
      APP,
      ...SET,
      '--explain',
      '--set',
      'values.global.proxy.logLevel=debug',
    ]);
    expect(stdout).toContain(
      'Deployment "shop/cart": injected\n  Rule: no label or annotation says otherwise (policy enabled)\n',
    );
    expect(stdout).toMatch(/istio-sidecar-injector +default +✔ +Namespace label istio-injection=enabled matches\n/);
    expect(stdout).toMatch(/CPU request +50m +annotation sidecar.istio.io\/proxyCPU\n/);
    expect(stdout).not.toContain('CPU limit');
    expect(stdout).toMatch(/log level +debug +values.global.proxy.logLevel\n/);
    expect(stdout).toContain('Job "shop/migrate": not injected\n  Rule: label sidecar.istio.io/inject=false\n');
  });

  test('says what it would need when there is no cluster, and does not wait', async () => {
    const run = await istioctl(['kube-inject', '-f', APP], {timeout: 20_000});
    expect(run.stdout).toBe('');
    expect(run.exitCode).toBeGreaterThan(0);
    expect(run.stderr).toContain('--set profile=NAME');
  });
});

describe('bad input is named, and nothing is printed', () => {
  const file = 'standard input';
  const place = `${file}: document 2 (line 3): Deployment "shop/web": `;

  test.each([
    [
      annotated({'traffic.sidecar.istio.io/excludeInboundPorts': '*'}),
      `${place}failed to run injection template: invalid value '*' for annotation 'traffic.sidecar.istio.io/excludeInboundPorts': excludeInboundPorts invalid`,
    ],
    [
      annotated({'proxy.istio.io/config': 'concurrency: x'}),
      `${place}failed to run injection template: invalid value 'concurrency: x' for annotation 'proxy.istio.io/config': failed to convert to apply proxy config: concurrency must be an integer`,
    ],
    [
      annotated({'proxy.istio.io/overrides': 'x'}),
      `${place}failed to run injection template: invalid value 'x' for annotation`,
    ],
    [
      annotated({'inject.istio.io/templates': 'spire'}),
      `${place}failed to run injection template: requested template "spire" not found; have agentgateway, gateway, grpc-agent,`,
    ],
    [
      annotated({'sidecar.istio.io/userVolume': 'x'}),
      `${place}failed to run injection template: invalid value 'x' for annotation 'sidecar.istio.io/userVolume': not JSON`,
    ],
    [
      JSON.stringify({apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'web'}, spec: {}}),
      'spec.template is required value',
    ],
    [
      workload({spec: {containers: [{name: 'a', ports: [{containerPort: '80'}]}]}}),
      `${place}spec.template.spec.containers[0].ports[0].containerPort: must be an integer, and is "80"`,
    ],
    [
      workload({spec: {containers: [{name: 'a', resources: {limits: {cpu: 'x'}}}]}}),
      'resources.limits["cpu"]: "x": quantities must match',
    ],
    ['kind: Deployment\napiVersion: [', `${file}:4:`],
  ])('%s', async (document, message) => {
    const run = await istioctl(['kube-inject', '-f', '-', ...SET], {stdin: `x: 1\n---\n${document}`});
    expect(run.stdout).toBe('');
    expect(run.exitCode).toBeGreaterThan(0);
    expect(run.stderr).toContain(message);
  });

  test.each([
    [[], 'filename not specified (see --filename or -f)'],
    [['-f', APP, '--meshConfigMapName='], '--meshConfigFile or --meshConfigMapName or --operatorFileName must be set'],
    [['-f', 'none.yaml', ...SET], '--filename: open none.yaml: no such file or directory'],
    [['-f', APP, '--set', 'profile=remote'], 'these settings install no configmap "istio-sidecar-injector"'],
    [['-f', APP, '--set', 'profile=no'], 'no'],
  ])('%o', async (args, message) => {
    const run = await istioctl(['kube-inject', ...args]);
    expect(run.stdout).toBe('');
    expect(run.exitCode).toBeGreaterThan(0);
    expect(run.stderr).toContain(message);
  });
});
