// SPDX-License-Identifier: Apache-2.0
// npm run cluster -- up|down|kubeconfig|build: a control plane for trying things out by hand.
import {spawn} from 'node:child_process';
import {existsSync, mkdirSync, openSync, readFileSync, rmSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {clusterBinary} from '../test/cluster/binary.js';

const home = join(homedir(), '.cache', 'istioctl-node', 'dev-cluster');
const dir = join(home, 'run');
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
  if (runningPid() === undefined) {
    const binary = await clusterBinary();
    mkdirSync(home, {recursive: true});
    const output = openSync(log, 'w');
    const child = spawn(binary, ['-detached', '-dir', dir], {detached: true, stdio: ['ignore', output, output]});
    child.unref();
    // The program prints one line, into the log, when everything is ready.
    while (child.exitCode === null && !readFileSync(log, 'utf8').includes('"kubeconfig"')) await sleep(100);
    if (child.exitCode !== null) throw new Error(`the control plane did not start:\n${readFileSync(log, 'utf8')}`);
  }
  process.stdout.write(`export KUBECONFIG=${kubeconfig}\n`);
}

async function down(): Promise<void> {
  const pid = runningPid();
  if (pid !== undefined) {
    process.kill(pid, 'SIGTERM');
    while (runningPid() !== undefined) await sleep(50);
  }
  rmSync(home, {recursive: true, force: true});
}

async function printKubeconfig(): Promise<void> {
  if (runningPid() === undefined) {
    process.stderr.write('no cluster is running; start one with `npm run cluster -- up`\n');
    process.exitCode = 1;
  } else {
    process.stdout.write(`${kubeconfig}\n`);
  }
}

function runningPid(): number | undefined {
  const pidFile = join(dir, 'cluster.pid');
  if (!existsSync(pidFile)) return undefined;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  try {
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}
