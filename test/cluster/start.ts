// SPDX-License-Identifier: Apache-2.0
import {spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {clusterBinary} from './binary.js';
import {expectEmpty} from './emptiness.js';

export interface ControlPlane {
  /** Path of a kubeconfig whose user may do everything. */
  kubeconfig: string;
  /** Folder of certificates and logs, and address; undefined when the cluster is somebody else's. */
  dir: string | undefined;
  server: string | undefined;
  /**
   * What can be done to it; a cluster that is somebody else's is left alone. Answers when it is done: a server that
   * was started is ready.
   */
  order: ((order: Order) => Promise<void>) | undefined;
  /** Ends every process and removes every file; ending this process does the same. */
  stop(): Promise<void>;
}

/** See `orders.go`. */
type Order = 'stop api-server' | 'start api-server' | 'fill etcd' | 'empty etcd';

/** A cluster somebody else runs, to be used instead of one of our own. */
export const foreign = process.env['KUBECONFIG_E2E'];

interface ControlPlaneOptions {
  /**
   * How many nodes there are; none when left out, and then no pod is ever scheduled. With nodes kube-scheduler runs,
   * and pods become what their annotations ask for, see `node/fate.go`.
   */
  nodes?: number;
}

/**
 * Starts an empty control plane of its own (etcd, kube-apiserver, kube-controller-manager, and what its nodes need),
 * building it first if need be: give `beforeAll` the time `BUILD_TIMEOUT`. With KUBECONFIG_E2E set, answers that
 * cluster instead.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  if (foreign) {
    await expectEmpty(foreign);
    // A file that leaves something behind fails itself, and not the next one.
    return {kubeconfig: foreign, dir: undefined, server: undefined, order: undefined, stop: () => expectEmpty(foreign)};
  }
  const binary = await clusterBinary();
  return runControlPlane(binary, join(tmpdir(), `istioctl-cluster-${process.pid}-${randomUUID()}`), options);
}

async function runControlPlane(binary: string, dir: string, {nodes = 0}: ControlPlaneOptions): Promise<ControlPlane> {
  const child = spawn(binary, ['-dir', dir, '-nodes', String(nodes)], {stdio: ['pipe', 'pipe', 'pipe']});
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const answers = createInterface({input: child.stdout});
  const nextAnswer = async (): Promise<string> => {
    const answer = new Promise<string>((resolve) => answers.once('line', resolve));
    const line = await Promise.race([answer, ended.then(() => undefined)]);
    if (line === undefined) throw new Error(`the control plane ended:\n${complaint}`);
    return line;
  };
  const line = await nextAnswer();
  const {kubeconfig, server}: {kubeconfig: string; server: string} = JSON.parse(line);
  return {
    kubeconfig,
    dir,
    server,
    order: async (order) => {
      child.stdin.write(`${order}\n`);
      const {error}: {error?: string} = JSON.parse(await nextAnswer());
      if (error !== undefined) throw new Error(`${order}: ${error}`);
    },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
