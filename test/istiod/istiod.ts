// SPDX-License-Identifier: Apache-2.0
import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {freePorts} from '../envoy-server/ports.js';
import {eventually} from '../support/eventually.js';
import {istiodBinary} from './binary.js';

export interface Istiod {
  /** Ports of the loopback address, by those of istiod's pods. */
  ports: Readonly<Record<(typeof PORTS)[number], number>>;
  /** What it wrote so far. */
  log(): string;
  /** Ends the process; ending this process does the same. */
  stop(): Promise<void>;
}

export interface IstiodOptions {
  kubeconfig: string;
  /** The pod whose name it gives itself. */
  pod: string;
  ports: Istiod['ports'];
  /** Files of the Secret cacerts, which a pod has mounted. */
  authority: Readonly<Record<string, string>>;
  /** Settings besides those of every test. */
  environment?: Readonly<Record<string, string>>;
}

const PORTS = [15010, 15012, 15014, 15017, 8080, 9876] as const;

/**
 * What the open Envoy of our tests lacks are Istio's own filters; an istiod that is told so sends configuration without
 * them. The rest is as in a pod.
 */
const ENVIRONMENT = {
  PILOT_ENABLE_ALPN_FILTER: 'false',
  PILOT_ENABLE_METADATA_EXCHANGE: 'false',
  PILOT_CERT_PROVIDER: 'istiod',
  POD_NAMESPACE: 'istio-system',
  REVISION: 'default',
  CLUSTER_ID: 'Kubernetes',
};

/** Ends istiod ($1…) when the standard input closes. */
const KEEPER = `exec 3<&0
"$@" 3<&- & istiod=$!
(read _ <&3; kill -9 $istiod) & keeper=$!
wait $istiod; kill -9 $keeper`;

/** Free ports of this machine, for an istiod that is started later. */
export async function istiodPorts(): Promise<Istiod['ports']> {
  const free = await freePorts(PORTS.length);
  return Object.fromEntries(PORTS.map((port, i) => [port, free[i]])) as Istiod['ports'];
}

/**
 * Starts an istiod for the cluster of that kubeconfig, in which its CRDs and the namespace istio-system must be, and
 * returns when it is ready. Give `beforeAll` the time `ISTIOD_TIMEOUT`.
 */
export async function startIstiod({kubeconfig, pod, ports, authority, environment}: IstiodOptions): Promise<Istiod> {
  const binary = await istiodBinary();
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-istiod-'));
  mkdirSync(join(folder, 'etc/cacerts'), {recursive: true});
  for (const [name, text] of Object.entries(authority)) writeFileSync(join(folder, 'etc/cacerts', name), text);
  const at = (port: number) => `127.0.0.1:${port}`;
  const flags = [
    ['--kubeconfig', kubeconfig],
    ['--grpcAddr', at(ports[15010])],
    ['--secureGRPCAddr', at(ports[15012])],
    ['--monitoringAddr', at(ports[15014])],
    ['--httpsAddr', at(ports[15017])],
    ['--httpAddr', at(ports[8080])],
    ['--ctrlz_port', String(ports[9876])],
  ].flat();
  const env = {...process.env, ...ENVIRONMENT, ...environment, POD_NAME: pod};
  const child = spawn('sh', ['-c', KEEPER, 'istiod', binary, 'discovery', ...flags], {
    env,
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await ended;
    rmSync(folder, {recursive: true, force: true});
  };
  try {
    const state = await eventually('istiod is ready', async () => {
      if (child.exitCode !== null) return 'ended';
      return (await isReady(ports[8080])) && 'ready';
    });
    if (state === 'ended') throw new Error('istiod ended');
  } catch (error) {
    await stop();
    throw new Error(`${error instanceof Error ? error.message : String(error)}:\n${log}`, {cause: error});
  }
  return {
    ports,
    log: () => log,
    stop,
  };
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/ready`, {signal: AbortSignal.timeout(1000)})).ok;
  } catch {
    return false;
  }
}
