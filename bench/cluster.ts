// SPDX-License-Identifier: Apache-2.0
// node scripts/run.mjs bench/cluster.ts [--runs N]: what installing and checking cost on the control plane of the tests.
// KUBECTL names a kubectl to compare the first apply with.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {findInstalled, removeInstalled} from '../src/install/undo/uninstall.js';
import type {Cluster} from '../src/io/kube/cluster.js';
import {connect} from '../src/io/kube/connect.js';
import {startControlPlane} from '../test/cluster/control-plane.js';

const {values} = parseArgs({options: {runs: {type: 'string', default: '3'}}});
const runs = Number(values.runs);
const kubectl = process.env['KUBECTL'];
const folder = mkdtempSync(join(tmpdir(), 'istioctl-bench-'));
const plane = await startControlPlane({nodes: 1});
const cluster = await connect({kubeconfig: plane.kubeconfig});
function timed(program: string, ...args: string[]): number {
  const started = process.hrtime.bigint();
  const env = {...process.env, KUBECONFIG: plane.kubeconfig};
  const {status, stderr} = spawnSync(program, args, {env, encoding: 'utf8', maxBuffer: 1 << 28});
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e9;
}

const istioctl = (...args: string[]): number => timed(process.execPath, 'bin/run.js', ...args);

function say(name: string, seconds: number[], limit: string): void {
  const sorted = seconds.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  console.log(`${name.padEnd(52)} ${middle.toFixed(2)} s  ${limit}`);
}

async function compareInstalls(): Promise<void> {
  const manifest = join(folder, 'manifest.yaml');
  const rendered = spawnSync(process.execPath, ['bin/run.js', 'manifest', 'generate'], {maxBuffer: 1 << 28});
  writeFileSync(manifest, rendered.stdout);
  const first: number[] = [];
  const theirs: number[] = [];
  for (let i = 0; i < runs; i++) {
    first.push(istioctl('install', '-y', '--wait=false'));
    if (i < runs - 1 || kubectl !== undefined) await remove();
    if (kubectl === undefined) continue;
    await cluster
      .create({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'istio-system'}}, {fieldManager: 'bench'})
      .catch(() => {});
    theirs.push(timed(kubectl, 'apply', '--server-side', '--force-conflicts', '-f', manifest));
    timed(kubectl, 'delete', '--wait', '-f', manifest);
  }
  say('default profile, first time, not waiting', first, kubectl ? 'at most twice of kubectl' : '');
  if (theirs.length > 0) say('  the same objects by kubectl apply --server-side', theirs, '');
  istioctl('install', '-y');
  say(
    'default profile again, unchanged',
    Array.from({length: runs}, () => istioctl('install', '-y')),
    'under 2 s',
  );
}

async function remove(): Promise<void> {
  const {signal} = new AbortController();
  await removeInstalled(cluster, await findInstalled(cluster, {purge: true}), {
    progress: () => {},
    signal,
    timeout: 60_000,
  });
}

/** 200 namespaces and 5,000 pods: how long a check takes, and how long the lists that it needs. */
async function compareChecks(cluster: Cluster): Promise<void> {
  const names = Array.from({length: 200}, (_, i) => `bench-${i}`);
  const namespace = {apiVersion: 'v1', kind: 'Namespace'};
  await Promise.all(names.map((name) => cluster.create({...namespace, metadata: {name}}, {fieldManager: 'bench'})));
  const spec = {containers: [{name: 'istio-proxy', image: 'registry.test/proxyv2:1.30.3'}]};
  // Pods need the service account that a controller makes for every namespace.
  while ((await cluster.list({apiVersion: 'v1', kind: 'ServiceAccount'})).length < names.length) await sleep(200);
  for (let i = 0; i < 25; i++) {
    const pod = {apiVersion: 'v1', kind: 'Pod'};
    await Promise.all(
      names.map((name) =>
        cluster.create({...pod, metadata: {namespace: name, name: `p-${i}`}, spec}, {fieldManager: 'bench'}),
      ),
    );
  }
  const lists: number[] = [];
  const checks: number[] = [];
  for (let i = 0; i < runs; i++) {
    lists.push(await rawLists(cluster));
    const started = Date.now();
    // It ends with 79: these proxies are not connected.
    spawnSync(process.execPath, ['bin/run.js', 'check'], {env: {...process.env, KUBECONFIG: plane.kubeconfig}});
    checks.push((Date.now() - started) / 1000);
  }
  say('check, 200 namespaces and 5,000 pods', checks, 'at most 3 × the lists');
  say('  the lists it needs', lists, '');
}

const LISTED = [
  ['v1', 'Namespace', 'Pod', 'ConfigMap'],
  ['apps/v1', 'Deployment', 'DaemonSet'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ['admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
];

async function rawLists(cluster: Cluster): Promise<number> {
  const started = Date.now();
  const kinds = LISTED.flatMap(([apiVersion = '', ...kinds]) => kinds.map((kind) => ({apiVersion, kind})));
  await Promise.all(kinds.map((kind) => cluster.list(kind)));
  return (Date.now() - started) / 1000;
}

try {
  await compareInstalls();
  await compareChecks(cluster);
} finally {
  cluster.close();
  await plane.stop();
  rmSync(folder, {recursive: true});
}
