// SPDX-License-Identifier: Apache-2.0
// npm run cluster -- up|down|kubeconfig|build: a control plane for trying things out by hand.
import {spawn} from 'node:child_process';
import {existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {execa} from 'execa';
import {clusterBinary} from '../test/cluster/binary.js';

const home = join(homedir(), '.cache', 'istioctl-node', 'dev-cluster');
const dir = join(home, 'istioctl-cluster-dev');
const log = join(home, 'log');
const kubeconfig = join(dir, 'kubeconfig');

const verbs: Record<string, () => Promise<void>> = {up, down, kubeconfig: printKubeconfig, build};
const verb = verbs[process.argv[2] ?? ''];
if (verb === undefined) {
  process.stderr.write(`usage: npm run cluster -- ${Object.keys(verbs).join('|')}\n`);
  process.exitCode = 64;
} else {
  await verb();
}

async function build(): Promise<void> {
  process.stdout.write(`${await clusterBinary()}\n`);
}

async function up(): Promise<void> {
  if ((await runningPid()) === undefined) {
    const binary = await clusterBinary();
    mkdirSync(home, {recursive: true});
    const output = openSync(log, 'w');
    const child = spawn(binary, ['-detached', '-nodes', '1', '-dir', dir], {
      detached: true,
      stdio: ['ignore', output, output],
    });
    child.unref();
    // The program prints one line, into the log, when everything is ready.
    while (child.exitCode === null && !readFileSync(log, 'utf8').includes('"kubeconfig"')) await sleep(100);
    if (child.exitCode !== null) throw new Error(`the control plane did not start:\n${readFileSync(log, 'utf8')}`);
  }
  process.stdout.write(`export KUBECONFIG=${kubeconfig}\n`);
}

async function down(): Promise<void> {
  const pid = await runningPid();
  if (pid !== undefined) {
    process.kill(pid, 'SIGTERM');
    while ((await runningPid()) !== undefined) await sleep(50);
  }
  rmSync(home, {recursive: true, force: true});
}

async function printKubeconfig(): Promise<void> {
  if ((await runningPid()) === undefined) {
    process.stderr.write('no cluster is running; start one with `npm run cluster -- up`\n');
    process.exitCode = 1;
  } else {
    process.stdout.write(`${kubeconfig}\n`);
  }
}

/** The process that runs the cluster; the folder names it, and its command line must name the folder. */
async function runningPid(): Promise<number | undefined> {
  const marker = existsSync(dir) && readdirSync(dir).find((name) => name.endsWith('.istioctl-cluster-owner'));
  if (!marker) return undefined;
  const {pid}: {pid: number} = JSON.parse(readFileSync(join(dir, marker), 'utf8'));
  const {stdout} = await execa('ps', ['-o', 'args=', '-p', String(pid)], {reject: false});
  return stdout.includes(dir) ? pid : undefined;
}
