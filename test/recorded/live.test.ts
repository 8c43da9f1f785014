// SPDX-License-Identifier: Apache-2.0
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import type {RequestListener} from 'node:http';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import type {KubeObject} from '../../src/io/kube/cluster.js';
import {httpPort, type RecordedCluster, startRecordedCluster} from '../support/api-server.js';
import {recordedClock} from '../support/recorded-clock.js';
import {istioctl} from '../support/run.js';

/** What the reference printed of a mesh, and what its proxies answered; read in place, for they are not ours. */
const RECORDINGS = '../shared/goldens/live';
const ANSWERS = join(RECORDINGS, 'dumps/admin');

const COVERED = /^istioctl (proxy-config|pc|ztunnel-config|x authz check) /;

/** What we do otherwise on purpose; docs/differences.md tells. */
const OTHERWISE: Record<string, {exitCode: number; stderr: RegExp}> = {
  // The answers are those of a proxy: this pod has none.
  'pc-plain': {
    exitCode: 1,
    stderr: /^Error: failed to execute command on plain-\S+\.plain sidecar: pod plain-\S+\.plain has no sidecar: /,
  },
  'rootca-compare': {
    exitCode: 0,
    stderr: /^Both \[productpage-\S+\.bookinfo\] and \[reviews-\S+\.bookinfo\] have the identical ROOTCA/,
  },
};

const isHere = existsSync(RECORDINGS);
const cases = isHere
  ? readFileSync(join(RECORDINGS, 'index.tsv'), 'utf8')
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([, , , command]) => COVERED.test(command ?? ''))
      .map(([name = '', exitCode, , command = '']): [name: string, exitCode: number, args: string[]] => [
        name,
        Number(exitCode),
        command.split(' ').slice(1),
      ])
  : [];

function golden(name: string, kind: string): string {
  const file = join(RECORDINGS, `${name}.${kind}`);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** How commands name the pods that answered: by the last word of what was recorded. */
const SHORT_NAMES: Record<string, string> = {
  details: 'dt',
  'istio-ingressgateway': 'gw',
  'kgw-istio': 'kgw',
  productpage: 'pp',
  ratings: 'rt',
  'reviews-v2': 'rv',
};

function workloadOf(pod: string): string {
  return pod.replace(/-[^-]+-[^-]+$/, '');
}

/** The pods that answered, one that has no proxy, the Deployments of all and their namespaces. */
function recordedObjects(): KubeObject[] {
  const pods = readdirSync(ANSWERS)
    .filter((file) => file.endsWith('.config_dump'))
    .map((file) => file.replace(/\.config_dump$/, ''))
    .concat('plain-5887db8d6f-74jk5.plain');
  const namespaces = new Set(pods.map((id) => id.slice(id.indexOf('.') + 1)));
  return [
    ...[...namespaces].map((name) => ({apiVersion: 'v1', kind: 'Namespace', metadata: {name}})),
    ...pods.toSorted().flatMap((id): KubeObject[] => {
      const [name = '', namespace = ''] = id.split('.');
      const workload = workloadOf(name);
      const labels = {workload, app: workload.replace(/-v\d$/, '')};
      const spec = {selector: {matchLabels: {workload}}};
      return [
        {apiVersion: 'v1', kind: 'Pod', metadata: {namespace, name, labels}, status: {phase: 'Running'}},
        {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {namespace, name: workload}, spec},
      ];
    }),
  ];
}

/**
 * Pages as they were when the commands ran, where a command printed them as they are: the pages that were saved
 * afterwards are in another order, and without endpoints.
 */
function printedPage(pod: string, page: string): string | undefined {
  const workload = workloadOf(pod);
  const short = SHORT_NAMES[workload] ?? SHORT_NAMES[workload.replace(/-v\d$/, '')];
  if (page === 'config_dump' && short) return golden(`pc-all-${short}-json`, 'txt').slice(0, -1) || undefined;
  if (page !== 'logging') return undefined;
  if (short) return golden(`pc-log-${short}`, 'txt').replace(/^.*\n/, '');
  return golden('pc-log-selector', 'txt')
    .split(/^(?=reviews)/m)
    .find((text) => text.startsWith(pod))
    ?.replace(/^.*\n/, '');
}

/** A dump as Envoy answers it to `mask`: of each section, the fields that are named. */
function masked(dump: string, mask: string | null): string {
  if (mask === null) return dump;
  const {configs}: {configs: Record<string, unknown>[]} = JSON.parse(dump);
  const kept = new Set(['@type', ...mask.split(',')]);
  const sections = configs.map((section) =>
    Object.fromEntries(Object.entries(section).filter(([name]) => kept.has(name))),
  );
  return JSON.stringify({configs: sections.filter((section) => Object.keys(section).length > 1)});
}

function answersOf({namespace, name}: {namespace: string; name: string}): RequestListener | undefined {
  if (!existsSync(join(ANSWERS, `${name}.${namespace}.config_dump`))) return undefined;
  return ({url = '/'}, response) => {
    const {searchParams} = new URL(url, 'http://envoy');
    const page = url
      .slice(1)
      .replace(/^(config_dump).*/, '$1')
      .replaceAll(/[?=&]/g, '_');
    const text = printedPage(name, page) ?? readFileSync(join(ANSWERS, `${name}.${namespace}.${page}`), 'utf8');
    response.end(masked(text, searchParams.get('mask')));
  };
}

/** Log lines stand on stdout in the reference. */
function withoutLog(text: string): string {
  return text.replaceAll(/^\S+Z\t(warn|error)\t.*\n/gm, '');
}

/** Endpoints were saved at another time than they were printed: in another order, and with other counters. */
function timeless(text: string): unknown {
  const clusters: unknown = parse(text);
  if (!Array.isArray(clusters)) return text;
  const names = clusters.map(({name, hostStatuses, ...rest}: Record<string, unknown>) => [
    name,
    rest,
    (Array.isArray(hostStatuses) ? hostStatuses : []).map((host: Record<string, unknown>) => ({...host, stats: []})),
  ]);
  return names.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
}

describe.skipIf(!isHere)(`commands on a recorded mesh${isHere ? '' : ` (${RECORDINGS} is not there)`}`, () => {
  let cluster: RecordedCluster;

  beforeAll(async () => {
    cluster = await startRecordedCluster(recordedObjects(), (pod) => {
      const answers = answersOf(pod);
      return answers && httpPort(answers);
    });
  });
  afterAll(() => cluster?.stop());

  test.each(cases)('%s', async (name, exitCode, args) => {
    const run = await istioctl(args, {
      env: {KUBECONFIG: cluster.kubeconfig, ISTIOCTL_COMPAT: '1.30', ...recordedClock},
    });
    const otherwise = OTHERWISE[name];
    expect(run.exitCode, run.stderr).toBe(otherwise?.exitCode ?? exitCode);
    if (otherwise) expect(run.stderr).toMatch(otherwise.stderr);
    else expect(run.stderr.split('\n')[0]).toBe(golden(name, 'err').split('\n')[0]);
    const wanted = withoutLog(golden(name, 'txt'));
    if (/endpoint-\w+-(json|yaml)$/.test(name)) expect(timeless(run.stdout)).toEqual(timeless(wanted));
    else expect(run.stdout).toBe(wanted);
  });
});
