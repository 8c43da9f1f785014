// SPDX-License-Identifier: Apache-2.0
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import {istioctl} from '../../support/run.js';

const MESH = 'test/testdata/examples/mesh';
const SHOP = readFileSync(`${MESH}/shop.yaml`, 'utf8');
const CHANGE = 'test/testdata/examples/change.yaml';
const VHOST = 'route 80 / vhost reviews.shop.svc.cluster.local:80';
const ALL = 'front.shop, reviews-v1.shop, reviews-v2.shop';

const preview = (stdin: string, args = '') => istioctl(`preview -f - --config ${MESH} ${args}`, {stdin});

describe('preview -f', () => {
  test('shows equal changes once, with proxies, object and line', async () => {
    const {stdout, stderr, exitCode} = await istioctl(`preview -f ${CHANGE} --config ${MESH}`);
    expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 1});
    const [head, routes, policies, ...more] = stdout.split('\n\n');
    expect(more).toEqual([]);
    expect(head).toBe('3 of 3 proxies change: routes 3, clusters 0, listeners 0, policies 2, endpoints 0');
    expect(routes).toContain(`~ ${VHOST} / route[1].timeout: 0s -> 2s\n`);
    expect(routes).toContain(`  proxies  ${ALL}\n  from     VirtualService shop/reviews changed, ${CHANGE}:1`);
    expect(policies).toMatch(
      /^\+ listener virtualInbound filter\[envoy\.filters\.http\.rbac\]\.\S+: .*"POST".* \(4 filter chains\)\n/,
    );
    expect(policies).toContain(`  from     AuthorizationPolicy shop/allow-front changed, ${CHANGE}:14\n`);
  });

  test.each([
    ['the same objects', SHOP, 'None of 3 proxies changes\n'],
    [
      'an object that no proxy has to do with',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other, namespace: shop}\n',
      'None of 3 proxies changes\n',
    ],
  ])('ends with 0 for %s', async (_, objects, text) => {
    expect(await preview(objects)).toMatchObject({exitCode: 0, stdout: text, stderr: ''});
  });

  test.each([
    [
      'a new subset',
      dr('{name: v3, labels: {version: v3}}'),
      'clusters 3',
      '+ cluster outbound|80|v3|reviews.shop.svc.cluster.local',
    ],
    [
      'a Sidecar',
      sidecar('front', './front.shop.svc.cluster.local'),
      'clusters 1',
      '- cluster outbound|80|v1|reviews.shop.svc.cluster.local',
    ],
    ['a protocol', service('tcp'), 'listeners 3', 'from     Service shop/reviews changed'],
    ['mutual TLS', peer(), 'listeners 3', 'from     PeerAuthentication shop/strict added'],
    ['a new workload', deployment(), 'endpoints 3', '+ proxy reviews-v3.shop'],
  ])('shows what %s changes', async (_, objects, part, line) => {
    const {stdout, exitCode} = await preview(objects);
    expect({exitCode, stdout}).toEqual({exitCode: 1, stdout: expect.stringContaining(part)});
    expect(stdout).toContain(line);
  });

  test('of several objects names the one that each change comes of', async () => {
    const {stdout} = await preview([peer(), dr('{name: v3, labels: {version: v3}}')].join('---\n'));
    const blocks = stdout.split('\n\n').slice(1);
    const causes = blocks.map((block) => [block.slice(2, 9), /from +(\w+)/.exec(block)?.[1]]);
    expect(new Set(causes.map(String))).toEqual(
      new Set(['cluster,DestinationRule', 'endpoin,DestinationRule', 'listene,PeerAuthentication']),
    );
  });

  test('says of EnvoyFilters that they match nothing, and whether they did', async () => {
    const idle = await preview(filter('none.example:80'));
    expect(idle).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('! EnvoyFilter shop/slow matches nothing\n'),
    });
    const folder = mkdtempSync(join(tmpdir(), 'istioctl-change-'));
    writeFileSync(join(folder, 'all.yaml'), `${SHOP}---\n${filter('reviews.shop.svc.cluster.local:80')}`);
    const renamed = await istioctl(`preview --config ${folder} -f -`, {stdin: service('tcp')});
    expect(renamed.stdout).toContain(`! EnvoyFilter shop/slow matches nothing any more\n  proxies  ${ALL}\n`);
  });

  test('-o json is one document', async () => {
    const {stdout} = await istioctl(`preview -f ${CHANGE} --config ${MESH} -o json`);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      apiVersion: 'istioctl/v1',
      kind: 'PreviewedChange',
      proxies: {
        total: 3,
        changed: 3,
        added: [],
        removed: [],
        routes: 3,
        clusters: 0,
        listeners: 0,
        policies: 2,
        endpoints: 0,
      },
      objects: [
        {kind: 'VirtualService', file: CHANGE, line: 1},
        {kind: 'AuthorizationPolicy', line: 14},
      ],
      envoyFilters: [],
      notSimulated: [],
    });
    expect(document.changes[0].values).toContainEqual({
      path: 'virtualHosts[reviews.shop.svc.cluster.local:80].routes[1].route.timeout',
      before: '0s',
      after: '2s',
    });
  });

  test('-o markdown folds the details, and nothing of others is markup', async () => {
    const hostile = SHOP.replace('exact: qa', 'exact: "```</details><b>"');
    const {stdout} = await preview(hostile, '-o markdown');
    expect(stdout).toMatch(
      /^### istioctl preview: 3 of 3 proxies change\n\n\| Changes in \| Proxies \|\n\|---\|---\|\n\| routes \| 3 \|\n/,
    );
    expect(stdout).toContain('<details><summary>route 80: 3 proxies</summary>\n\n````diff\n');
    expect(stdout.match(/^<\/details>$/gm)).toHaveLength(1);
  });

  test('what is not simulated is said, with 80', async () => {
    const wasm =
      'apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {name: w, namespace: shop}\nspec: {url: "oci://x"}\n';
    expect(await preview(wasm)).toMatchObject({exitCode: 80, stderr: 'not simulated: WasmPlugin shop/w\n'});
  });

  test.each([
    ['nothing to compare', `--config ${MESH}`, 64, /requires -f or --git/],
    ['a commit of no files', '--git HEAD', 64, /--git requires --config/],
    ['standard input twice', '-f - --config -', 64, /standard input can be read once/],
    ['standard input in a commit', '--git HEAD --config -', 64, /standard input is in no commit/],
    ['a file that is not there', `-f none.yaml --config ${MESH}`, 65, /none\.yaml/],
    ['an unknown format', `-f ${CHANGE} --config ${MESH} -o xml`, 64, /xml/],
  ])('refuses %s', async (_, line, exitCode, message) => {
    const run = await istioctl(`preview ${line}`);
    expect(run).toMatchObject({exitCode, stdout: ''});
    expect(run.stderr).toMatch(message);
  });

  test('refuses what istiod would refuse', async () => {
    const run = await preview(
      'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews, namespace: shop}\nspec: {hosts: [reviews], http: [{}]}\n',
    );
    expect(run).toMatchObject({
      exitCode: 65,
      stdout: '',
      stderr: expect.stringContaining('VirtualService shop/reviews is invalid'),
    });
  });
});

describe('preview --git', () => {
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-git-'));
  const config = join(folder, 'k8s');
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      stdio: 'pipe',
    });

  beforeAll(() => {
    mkdirSync(config);
    writeFileSync(join(config, 'shop.yaml'), SHOP);
    writeFileSync(join(config, 'notes.txt'), 'none of it');
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'first');
  });

  test('compares the files with those of a commit, and writes nothing', async () => {
    const same = await istioctl(`preview --git HEAD --config ${config}`);
    expect(same).toMatchObject({exitCode: 0, stdout: 'None of 3 proxies changes\n'});
    writeFileSync(join(config, 'shop.yaml'), SHOP.replace('exact: qa', 'exact: tester'));
    const {stdout, exitCode} = await istioctl(`preview --git HEAD --config ${config}`);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`~ ${VHOST} / route[0].match.headers[x-user].stringMatch.exact: qa -> tester\n`);
    expect(git('status', '--porcelain').toString()).toBe(' M k8s/shop.yaml\n');
  });

  test('knows files that came and went', async () => {
    writeFileSync(join(config, 'renamed.yaml'), SHOP);
    rmSync(join(config, 'shop.yaml'));
    expect(await istioctl(`preview --git HEAD --config ${config}`)).toMatchObject({exitCode: 0});
    writeFileSync(
      join(config, 'renamed.yaml'),
      SHOP.replace(/---\napiVersion: networking[^]*?kind: DestinationRule[^]*?(?=---)/, ''),
    );
    const {stdout} = await istioctl(`preview --git HEAD --config ${config}`);
    expect(stdout).toContain('- cluster outbound|80|v1|reviews.shop.svc.cluster.local\n');
    expect(stdout).toMatch(/from +DestinationRule shop\/reviews removed, \S+k8s\/shop\.yaml:\d+\n/);
  });

  test.each([
    ['no such commit', () => config, 'nowhere', /--git nowhere: .*Needed a single revision/],
    ['a flag in place of a commit', () => config, '--all', /--git|requires|invalid|Needed/],
    [
      'no repository',
      () => mkdtempSync(join(tmpdir(), 'istioctl-nogit-')),
      'HEAD',
      /--git HEAD: .*not a git repository/,
    ],
  ])('says that there is %s', async (_, place, commit, message) => {
    const run = await istioctl(['preview', `--git=${commit}`, '--config', place()]);
    expect(run).toMatchObject({exitCode: 65, stdout: ''});
    expect(run.stderr).toMatch(message);
  });
});

function dr(more: string): string {
  return `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: reviews, namespace: shop}\nspec: {host: reviews, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}, ${more}]}\n`;
}

function sidecar(app: string, host: string): string {
  return `apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: own, namespace: shop}\nspec: {workloadSelector: {labels: {app: ${app}}}, egress: [{hosts: ['${host}']}]}\n`;
}

function service(name: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: reviews, namespace: shop}\nspec: {selector: {app: reviews}, ports: [{name: ${name}, port: 80, targetPort: 9080}]}\n`;
}

function peer(): string {
  return 'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: strict, namespace: shop}\nspec: {mtls: {mode: STRICT}}\n';
}

function deployment(): string {
  return 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: reviews-v3, namespace: shop}\nspec: {template: {metadata: {labels: {app: reviews, version: v3}}, spec: {containers: [{name: app}]}}}\n';
}

function filter(vhost: string): string {
  return `apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {name: slow, namespace: shop}\nspec: {configPatches: [{applyTo: VIRTUAL_HOST, match: {context: SIDECAR_OUTBOUND, routeConfiguration: {vhost: {name: '${vhost}'}}}, patch: {operation: MERGE, value: {include_request_attempt_count: false}}}]}\n`;
}
