// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync} from 'node:fs';
import type {RequestListener} from 'node:http';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {KubeObject} from '../../src/io/kube/cluster.js';
import {httpPort, type RecordedCluster, startRecordedCluster} from '../support/api-server.js';
import {istioctl, type Run} from '../support/run.js';
import {startIstioctl} from '../support/watching.js';

/** Commands of the reference against a cluster of recorded answers; read in place, for they are not ours. */
const RECORDINGS = '../shared/goldens/proxy-e2e';

/** Cases of commands that there are. */
const COVERED = /^(pc|zc|authz|admin|metrics|wp|dash|describe|remote)(_|$)/;

/** What we say otherwise on purpose; docs/differences.md tells. */
const OTHERWISE: Record<string, {error: string; exitCode: number}> = {
  admin_unknown: unknownIn('admin'),
  dash_unknown: unknownIn('dashboard'),
  wp_unknown: unknownIn('waypoint'),
  authz_nopod: {
    error:
      'Error: failed to get config dump from pod nopod in default: failed to execute command on Envoy: failure running port forward process: failure running port forward process: building port forwarded: failed retrieving: pods "nopod" not found in the "default" namespace',
    exitCode: 1,
  },
  wp_apply_wait: {error: 'Error: timed out while waiting for waypoint\tdefault/waypoint: it is gone', exitCode: 1},
};

function unknownIn(group: string): {error: string; exitCode: number} {
  return {error: `Error: unknown command "foo" for "istioctl ${group}"`, exitCode: 64};
}

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

/** The last words of a dashboard before it waits for Ctrl-C. */
const STAYS = 'skipping opening a browser';

async function untilInterrupted(args: string[], env: Record<string, string>): Promise<Run> {
  const running = startIstioctl(args, env);
  await running.until(STAYS);
  const exitCode = await running.interrupt();
  return {stdout: running.text(), stderr: '', exitCode};
}

/** A request for a part of a dump counts as one for all of it: we ask for less. */
function whole(request: string): string {
  return request.replace(/config_dump\?mask=.*/, 'config_dump');
}

describe.skipIf(!isHere)(`commands on recorded answers${isHere ? '' : ` (${RECORDINGS} is not there)`}`, () => {
  let cluster: RecordedCluster;
  const asked: string[] = [];
  const running = new Set<string>();

  const answersOf = (
    {namespace, name: pod}: {namespace: string; name: string},
    port: number,
  ): RequestListener | undefined => {
    const folder = join(RECORDINGS, 'data', pod, String(port));
    // The recorded pods without data answered nothing but 404 on their admin port while they ran.
    if (!existsSync(folder) && !(port === 15000 && running.has(pod))) return undefined;
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
    for (const {kind, metadata, status} of objects) {
      if (kind === 'Pod' && JSON.stringify(status).includes('"Running"')) running.add(metadata.name);
    }
    cluster = await startRecordedCluster(objects, (pod, port) => {
      const answers = answersOf(pod, port);
      return answers && httpPort(answers);
    });
  });
  afterAll(() => cluster?.stop());

  test.each(cases)('%s', async (name, args) => {
    asked.length = 0;
    const env = {KUBECONFIG: cluster.kubeconfig, ISTIOCTL_COMPAT: '1.30'};
    const stays = golden(name, 'out').endsWith(STAYS);
    const {stdout, stderr, exitCode} = stays ? await untilInterrupted(args, env) : await istioctl(args, {env});
    const wanted = errorIn(golden(name, 'err'));
    expect(withoutTimes(stdout)).toBe(withoutLog(golden(name, 'out')));
    const otherwise = OTHERWISE[name] ?? {error: wanted, exitCode: wanted === '' ? 0 : 1};
    expect({error: errorIn(stderr), exitCode}).toEqual(otherwise);
    expect(askedBefore(name).map(whole)).toEqual(expect.arrayContaining(asked.map(whole)));
  });
});
