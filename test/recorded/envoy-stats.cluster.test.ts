// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {BUILD_TIMEOUT, describeOnControlPlane} from '../cluster/control-plane.js';
import {startPages} from '../istiod/fake-istiod.js';
import {startTestMesh, type TestMesh} from '../istiod/mesh.js';
import {istioctl} from '../support/run.js';

const LIVE = resolve('../shared/goldens/live');
const there = existsSync(LIVE);

const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** Name of the recording, exit code, seconds, and words of its command. */
const recordings = read(`${LIVE}/index.tsv`)
  .split('\n')
  .map((line) => line.split('\t'))
  .filter(([name = '']) => name.startsWith('envoy-stats-'))
  .map(([name = '', exitCode = '', , words = '']) => ({name, exitCode: Number(exitCode), words}));

/** The page of the proxy, in {@link pages}, that the words ask for. */
function pathOf(words: string): string {
  const page = words.includes('-t clusters') ? '/clusters' : '/stats';
  if (/ (json|yaml)$/.test(words)) return `${page}?format=json`;
  return / prom(-merged)?$/.test(words) ? `${page}/prometheus` : page;
}

/** What Envoy answered, read back from what the reference made of it: counters differ from one moment to the next. */
function pageBehind(output: string, words: string): string {
  const body = output.replace(/^\nThe result of pod .*:\n\n/, '');
  if (words.endsWith(' json'))
    return body
      .replace(/\n *(?=\S)/g, '')
      .replaceAll('": ', '":')
      .slice(0, -1);
  return words.endsWith(' yaml') ? exactJson(parse(body, {intAsBigInt: true})) : body;
}

/** Versions have more digits than a number holds. */
function exactJson(value: unknown): string {
  const marked = JSON.stringify(value, (_, content: unknown) =>
    typeof content === 'bigint' ? `integer ${content}` : content,
  );
  return marked.replace(/"integer (-?\d+)"/g, '$1');
}

describe.skipIf(!there)('recorded statistics of Envoys (needs ../shared)', () => {
  describeOnControlPlane('in pods that answer what was recorded', () => {
    const pages: Record<string, string> = {};
    let mesh: TestMesh;
    let admin: {port: number; stop(): void};
    beforeAll(async () => {
      [mesh, admin] = await Promise.all([startTestMesh(), startPages(pages)]);
      const pods = new Set(recordings.map(({words}) => words.split(' ')[3] ?? ''));
      const annotations = {'prometheus.io/port': '15020', 'prometheus.io/path': '/stats/prometheus'};
      for (const pod of pods) {
        const [name = '', namespace = ''] = pod.split('.');
        await mesh.addPod({namespace, name, annotations, ports: {15000: admin.port, 15020: admin.port}});
      }
    }, BUILD_TIMEOUT);
    afterAll(async () => {
      admin.stop();
      await mesh.stop();
    });

    test.each(recordings)('$name', async ({name, exitCode, words}) => {
      const [stdout, stderr] = [read(`${LIVE}/${name}.txt`), read(`${LIVE}/${name}.err`)];
      for (const path of Object.keys(pages)) delete pages[path];
      pages[pathOf(words)] = pageBehind(stdout, words);
      // Mistakes of usage end with 64, and as in the recordings only where that is asked for.
      const compat = exitCode === 0 ? {} : {ISTIOCTL_COMPAT: '1.30'};
      const env = {KUBECONFIG: mesh.plane.kubeconfig, ...compat};
      const run = await istioctl(words.replace(/^istioctl /, ''), {env});
      expect({...run, stderr: run.stderr.replace(/^Hint: .*\n/m, '')}).toEqual({stdout, stderr, exitCode});
    });
  });
});
