// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync} from 'node:fs';
import type {RequestListener} from 'node:http';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {KubeObject} from '../../src/io/kube/cluster.js';
import {httpPort, type RecordedCluster, startRecordedCluster} from '../support/api-server.js';
import {istioctl} from '../support/run.js';

/** Commands of the reference against a cluster of recorded answers; read in place, for they are not ours. */
const RECORDINGS = '../shared/goldens/proxy-e2e';

/** Cases of commands that there are. */
const COVERED = /^(pc|zc)_/;

/** What we say otherwise on purpose; docs/differences.md tells. */
const OTHERWISE: Record<string, string | RegExp> = {};

const isHere = existsSync(RECORDINGS);
const cases = isHere
  ? readFileSync(join(RECORDINGS, 'cases.txt'), 'utf8')
      .split('\n')
      .filter((line) => COVERED.test(line))
      .map((line): [name: string, args: string[]] => {
        const [name = '', ...args] = line.split(' ');
        return [name, args];
      })
  : [];

function golden(name: string, kind: string): string {
  const file = join(RECORDINGS, 'golden', `${name}.${kind}`);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** The last error that was printed; the usage text before it is the reference's own. */
function errorIn(text: string): string {
  return /^Error: .*/m.exec(text.slice(text.lastIndexOf('\nError: ') + 1))?.[0] ?? '';
}

/** Log lines stand on stdout in the reference. */
function withoutLog(text: string): string {
  return text.replaceAll(/^<TIME>\t.*\n/gm, '');
}

/** Times are left out of the recordings. */
function withoutTimes(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, '<TIME>');
}

/** What the reference asked proxies for. */
function askedBefore(name: string): string[] {
  return [...golden(name, 'reqs').matchAll(/^(FWD .*) body=$/gm)].map(([, line = '']) => line);
}

describe.skipIf(!isHere)(`commands on recorded answers${isHere ? '' : ` (${RECORDINGS} is not there)`}`, () => {
  let cluster: RecordedCluster;
  const asked: string[] = [];

  const answersOf = (
    {namespace, name: pod}: {namespace: string; name: string},
    port: number,
  ): RequestListener | undefined => {
    const folder = join(RECORDINGS, 'data', pod, String(port));
    if (!existsSync(folder)) return undefined;
    return ({method, url = '/'}, response) => {
      asked.push(`FWD ${pod}.${namespace}:${port} ${method} ${url}`);
      const name = url.slice(1).replaceAll(/[^\w.]/g, '_');
      const names = [
        ...(method === 'GET' ? [] : [`${method}_${name}`]),
        name,
        name.replace(/^(config_dump|logging)_.*/, '$1'),
      ];
      const file = names.map((each) => join(folder, each)).find((each) => existsSync(each));
      if (file) response.end(readFileSync(file));
      else response.writeHead(404).end('not found');
    };
  };

  beforeAll(async () => {
    const objects: KubeObject[] = JSON.parse(readFileSync(join(RECORDINGS, 'data/objects/o.json'), 'utf8'));
    cluster = await startRecordedCluster(objects, (pod, port) => {
      const answers = answersOf(pod, port);
      return answers && httpPort(answers);
    });
  });
  afterAll(() => cluster?.stop());

  test.each(cases)('%s', async (name, args) => {
    asked.length = 0;
    const {stdout, stderr, exitCode} = await istioctl(args, {
      env: {KUBECONFIG: cluster.kubeconfig, ISTIOCTL_COMPAT: '1.30'},
    });
    const wanted = errorIn(golden(name, 'err'));
    expect(withoutTimes(stdout)).toBe(withoutLog(golden(name, 'out')));
    expect(errorIn(stderr)).toEqual(OTHERWISE[name] ?? wanted);
    expect(exitCode).toBe(wanted === '' ? 0 : 1);
    expect(askedBefore(name)).toEqual(expect.arrayContaining(asked));
  });
});
