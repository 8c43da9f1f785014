// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {BUILD_TIMEOUT, describeOnControlPlane} from '../cluster/control-plane.js';
import {authority, workload} from '../envoy-server/certificates.js';
import {debugResource, type FakeIstiod, type Reply, startFakeIstiod, startPages} from '../istiod/fake-istiod.js';
import {startTestMesh, type TestMesh} from '../istiod/mesh.js';
import {istioctl, type Run} from '../support/run.js';

const GOLDENS = resolve('../shared/goldens');
const E2E = `${GOLDENS}/proxy-e2e`;
const LIVE = `${GOLDENS}/live`;
const there = existsSync(E2E) && existsSync(LIVE);

const TLS = {server: workload(authority('mesh'), {dns: ['istiod.istio-system.svc']})};
const REVISION = 'istio.io/rev';

const read = (path: string): string => readFileSync(path, 'utf8');
const readIfThere = (path: string): string => (existsSync(path) ? read(path) : '');

/** What this build is differs; hints are ours. */
function comparable({stdout, stderr, exitCode}: Run): {out: string; err: string; exitCode: number | null} {
  const out = stdout
    .replace(/("clientVersion": \{[^}]*"revision": )"\w*"/, '$1"BUILD"')
    .replace(/("clientVersion": \{[^}]*"golang_version": )"[\w.]*"/, '$1"GO"')
    .replace(/(clientVersion:\n  golang_version: )\S*(\n  revision: )\S+/, '$1GO$2BUILD')
    .replace(/(client version: .*GitRevision:)"\w*"(, GolangVersion:)"[\w.]*"/, '$1"BUILD"$2"GO"');
  return {out, err: stderr.replace(/\nHint: .*/, ''), exitCode};
}

/** A list of proxies put in order, and the nonce, which is new with every answer, blotted out. Everything else as it is. */
function inOrder(text: string): string {
  const lines = text.replace(/^nonce: .*/m, 'nonce: NONCE').split('\n');
  const isStart = (line: string): boolean => /^(- ID: |- '@type'|    \{$)/.test(line);
  const start = lines.findIndex(isStart);
  let end = start;
  while (/^(- |  )/.test(lines[end] ?? '') && lines[end] !== '  ]') end++;
  const proxies: string[][] = [];
  for (const line of lines.slice(start, end)) {
    if (isStart(line)) proxies.push([]);
    proxies.at(-1)?.push(line.replace(/^( {4}\}),$/, '$1'));
  }
  const texts = proxies.map((proxy) => proxy.join('\n')).sort();
  return [...lines.slice(0, start), ...texts, ...lines.slice(end)].join('\n');
}

describe.skipIf(!there)('recorded outputs of the reference (needs ../shared)', () => {
  describeOnControlPlane('against an istiod that answers what was recorded', () => {
    let mesh: TestMesh;
    const running: {stop(): void}[] = [];
    beforeAll(async () => {
      mesh = await startTestMesh();
    }, BUILD_TIMEOUT);
    afterAll(async () => {
      for (const each of running) each.stop();
      await mesh.stop();
    });

    async function addIstiod(
      namespace: string,
      {identifier, versionInfo, nonce}: {identifier?: string | undefined; versionInfo?: string; nonce?: string},
      pages: Record<string, string>,
      reply: (typeUrl: string, names: string[]) => Reply,
    ): Promise<FakeIstiod> {
      const options = {
        tls: TLS,
        reply: ({typeUrl, resourceNames}: {typeUrl: string; resourceNames: string[]}) => reply(typeUrl, resourceNames),
      };
      const xds = await startFakeIstiod({
        ...options,
        ...(identifier !== undefined && {identifier}),
        ...(versionInfo !== undefined && {versionInfo}),
        ...(nonce !== undefined && {nonce}),
      });
      const debug = await startPages(pages);
      running.push(xds, debug);
      await mesh.addPod({
        namespace,
        name: 'istiod-1',
        labels: {app: 'istiod', istio: 'pilot', [REVISION]: 'default'},
        ports: {15012: xds.port, 15014: debug.port},
      });
      return xds;
    }

    async function run(words: string): Promise<ReturnType<typeof comparable>> {
      const env = {KUBECONFIG: mesh.plane.kubeconfig, ISTIOCTL_COMPAT: '1.30', TZ: 'UTC'};
      return comparable(await istioctl(words, {env, cwd: E2E}));
    }

    describe('a small mesh', () => {
      const data = `${E2E}/data/istiod-1`;
      beforeAll(async () => {
        const ads = (name: string): string => read(`${data}/ads/${name}`);
        const pages = {'/version': read(`${data}/15014/version`), '/debug/syncz': read(`${data}/15014/debug_syncz`)};
        await addIstiod('istio-system', {identifier: ads('cp')}, pages, (typeUrl, [name = '']) => {
          if (typeUrl !== 'istio.io/debug') return {resources: JSON.parse(ads(typeUrl.replace(/\//g, '_')))};
          return {resources: [debugResource(readIfThere(`${data}/ads/dbg_${name}`) || '404 page not found\n')]};
        });
        const page = (name: string): string => read(`${E2E}/data/productpage-v1-1/15000/${name}`);
        const admin = await startPages({
          '/config_dump': page('config_dump'),
          '/stats': page('stats'),
          '/stats?format=json': page('stats_format_json'),
          '/stats/prometheus': page('stats_prometheus'),
          '/clusters': page('clusters'),
          '/clusters?format=json': page('clusters_format_json'),
        });
        running.push(admin);
        await mesh.addPod({namespace: 'default', name: 'productpage-v1-1', ports: {15000: admin.port}});
        const selector = {matchLabels: {app: 'empty'}};
        const template = {metadata: {labels: {app: 'empty'}}, spec: {containers: [{name: 'main', image: 'i'}]}};
        await mesh.add({
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: {namespace: 'default', name: 'empty'},
          ...{spec: {replicas: 0, selector, template}},
        });
        await mesh.addPod({namespace: 'istio-system', name: 'ztunnel-aaa', labels: {app: 'ztunnel'}});
      }, 120_000);

      const cases = there
        ? read(`${E2E}/cases.txt`)
            .trim()
            .split('\n')
            .map((line) => line.split(/ (.*)/s))
        : [];
      const ours = cases.filter(([name = '']) => /^(es|ps|idebug|version|xversion)(_|$)/.test(name));
      test.each(ours)('%s: %s', async (name, words = '') => {
        const [out, err] = [readIfThere(`${E2E}/golden/${name}.out`), readIfThere(`${E2E}/golden/${name}.err`)];
        // Help, which the reference prints before some errors, is its own.
        const error = /^Error: .*\n$/m.exec(err)?.[0];
        const usage = name === 'idebug_none' || name === 'xversion_arg';
        const want = comparable({stdout: out, stderr: error ?? err, exitCode: usage ? 64 : error ? 1 : 0});
        expect(await run(words)).toEqual(want);
      });
    });

    describe('Bookinfo on a live mesh', () => {
      const response: {
        resources: Record<string, unknown>[];
        versionInfo: string;
        nonce: string;
        controlPlane?: {identifier: string};
      } = there ? JSON.parse(read(`${LIVE}/ps-json.txt`)) : {resources: []};
      const pod = 'productpage-v1-7498b5bd44-tclvq';
      const gateway = 'istio-ingressgateway-5fdd5ff474-lqjqc';
      const LABELS: Record<string, Record<string, string>> = {[pod]: {app: 'productpage', version: 'v1'}};
      let xds: FakeIstiod;
      beforeAll(async () => {
        const pages = {
          '/version': '1.30.3-5d6f8028be866c04e8b051bc885a6f117a4d12ff-Clean',
          '/debug/syncz': read(`${LIVE}/dumps/istiod/syncz.json`),
        };
        const {versionInfo, nonce, controlPlane} = response;
        const dump: {configs: Record<string, unknown>[]} = JSON.parse(read(`${LIVE}/internal-debug-config_dump.txt`));
        xds = await addIstiod(
          'live',
          {identifier: controlPlane?.identifier, versionInfo, nonce},
          pages,
          (typeUrl, [name = '']) => {
            if (typeUrl === 'istio.io/debug/syncz') return {resources: response.resources};
            if (typeUrl === 'istio.io/debug/config_dump') return {resources: dump.configs};
            const page = `${LIVE}/dumps/istiod/${name}.json`;
            return {resources: [debugResource(readIfThere(page).trimEnd() || '404 page not found\n')]};
          },
        );
        for (const [namespace, name] of [
          ['bookinfo', pod],
          ['istio-system', gateway],
        ] as const) {
          const admin = await startPages({
            '/config_dump': read(`${LIVE}/dumps/admin/${name}.${namespace}.config_dump`),
          });
          running.push(admin);
          await mesh.addPod({namespace, name, labels: LABELS[name] ?? {}, ports: {15000: admin.port}});
        }
        const selector = {matchLabels: LABELS[pod]};
        const template = {metadata: {labels: LABELS[pod]}, spec: {containers: [{name: 'main', image: 'i'}]}};
        await mesh.add({
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: {namespace: 'bookinfo', name: 'productpage-v1'},
          ...{spec: {replicas: 0, selector, template}},
        });
      }, 120_000);

      test.each([
        ['ps', 'proxy-status'],
        ['ps-table', 'proxy-status -o table'],
        ['ps-ns', 'proxy-status -n bookinfo'],
        ['ps-json', 'proxy-status -o json'],
        ['ps-revision', 'proxy-status --revision default'],
        ['x-ps', 'x proxy-status'],
        ['ps-pp', `proxy-status ${pod}.bookinfo`],
        ['ps-deploy', 'proxy-status deployment/productpage-v1.bookinfo'],
        ['version', 'version'],
        ['version-short-false', 'version --short=false'],
        ['x-version', 'x version'],
      ])('%s', async (name, words) => {
        const want = comparable({stdout: read(`${LIVE}/${name}.txt`), stderr: '', exitCode: 0});
        expect(await run(`${words} -i live`)).toEqual(want);
      });

      test('ps-missing', async () => {
        const want = {out: read(`${LIVE}/ps-missing.txt`), err: read(`${LIVE}/ps-missing.err`), exitCode: 1};
        expect(await run('proxy-status nosuch.bookinfo -i live')).toEqual(want);
      });

      // The ages are those of the day of the recording, and the columns as wide as they are.
      test('ps-v1, but for ages', async () => {
        const cells = (text: string): string[][] =>
          text.split('\n').map((line) => line.replace(/\(\w+\)/g, '(AGE)').split(/ {2,}/));
        const {out, err, exitCode} = await run('proxy-status -v 1 -i live');
        expect({cells: cells(out), err, exitCode}).toEqual({
          cells: cells(read(`${LIVE}/ps-v1.txt`)),
          err: '',
          exitCode: 0,
        });
      });

      // istiod lists proxies in the order of a Go map, another one each time.
      test.each([
        ['version-json', 'version -o json'],
        ['version-yaml', 'version -o yaml'],
        ['x-version-json', 'x version -o json'],
        ['ps-yaml', 'proxy-status -o yaml'],
      ])('%s, but for the order of proxies', async (name, words) => {
        const want = comparable({stdout: read(`${LIVE}/${name}.txt`), stderr: '', exitCode: 0});
        const {out, err, exitCode} = await run(`${words} -i live`);
        expect({out: inOrder(out), err, exitCode}).toEqual({...want, out: inOrder(want.out)});
      });

      test.each(['syncz', 'registryz', 'endpointz', 'configz', 'mesh', 'instancesz', 'networkz', 'adsz'])(
        'internal-debug %s',
        async (type) => {
          // What the debug page answered at another time; only white space is the command's.
          const {out, exitCode} = await run(`x internal-debug ${type} -i live`);
          const page: unknown = JSON.parse(read(`${LIVE}/dumps/istiod/${type}.json`));
          expect({out, exitCode}).toEqual({out: `${JSON.stringify(page, null, 2)}\n`, exitCode: 0});
        },
      );

      test("a gateway is asked for with debug requests only, and istiod with none that subscribes to a gateway's secrets", async () => {
        xds.asked.length = 0;
        const {out} = await run(`proxy-status ${gateway}.istio-system -i live`);
        expect(out).toContain("Clusters Don't Match\n");
        expect(xds.asked.map(({typeUrl, resourceNames, onStream}) => ({typeUrl, resourceNames, onStream}))).toEqual([
          {typeUrl: 'istio.io/debug/config_dump', resourceNames: [`${gateway}.istio-system`], onStream: 1},
        ]);
        expect(xds.asked[0]?.node['id']).toMatch(/^sidecar~.*~test-1\.default~/);
        expect(xds.asked[0]?.authorization).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
      });
    });
  });
});
