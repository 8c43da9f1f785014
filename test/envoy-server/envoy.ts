// SPDX-License-Identifier: Apache-2.0
import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {eventually} from '../support/eventually.js';
import {envoyBinary} from './binary.js';
import {type Json, type Resources, resourceFile, writeResources} from './config.js';

export interface EnvoyOptions extends Resources {
  /** Id, cluster and metadata, as istio-agent would write them. */
  node?: Json;
  /** What the bootstrap holds besides: `listeners`, `clusters`, `secrets`. */
  static_resources?: Json;
}

export interface RunningEnvoy {
  /** Port of the admin pages on the loopback address. */
  admin: number;
  /** Makes a pod of the test cluster answer as this Envoy does. */
  annotations: Record<string, string>;
  /** Keeps it from doing anything, as an overloaded node does, until it is let go on. */
  pause(): void;
  goOn(): void;
  /** What an admin page answers to GET. Throws where the status is not 200. */
  page(path: string): Promise<Buffer>;
  /** Ends the process and removes its files; ending this process, however it ends, does the same. */
  stop(): Promise<void>;
}

/** An Envoy that has its configuration from files of ours. */
export interface Envoy extends RunningEnvoy {
  /** Puts resources in the place of those with the same name, all listeners or all clusters; returns when Envoy has taken them. */
  update(resources: Resources): Promise<void>;
}

interface WatchedEnvoy extends RunningEnvoy {
  /** Waits until something holds. Throws, and ends Envoy, where that takes too long or Envoy refused what it was given. */
  until(what: string, holds: () => Promise<boolean>): Promise<void>;
}

/** Time in milliseconds within which Envoy starts and takes what it is given. */
const PATIENCE = 30_000;

/** Says which process Envoy ($1…) is, ends it when the standard input closes, and removes its folder ($0) when it has ended. */
const KEEPER = `exec 3<&0; folder=$0
"$@" 3<&- >&2 & envoy=$!
echo $envoy
exec 2>/dev/null
(read _ <&3; kill -9 $envoy) & keeper=$!
wait $envoy; kill -9 $keeper; rm -rf "$folder"`;

/**
 * Starts an Envoy that has loaded what it is given. It is installed when it is first asked for: give `beforeAll` the
 * time {@link ENVOY_TIMEOUT}. Throws where Envoy refuses something of it, with what Envoy says.
 */
export async function startEnvoy({node, static_resources, ...resources}: EnvoyOptions): Promise<Envoy> {
  const folder = envoyFolder();
  writeResources(folder, {listeners: [], clusters: [], ...resources}, 1);
  const {until, ...envoy} = await runEnvoy(folder, {
    node: {id: 'sidecar~127.0.0.1~pod.default~default.svc.cluster.local', cluster: 'pod.default', ...node},
    dynamic_resources: {
      lds_config: {resource_api_version: 'V3', path_config_source: {path: resourceFile(folder, 'listeners')}},
      cds_config: {resource_api_version: 'V3', path_config_source: {path: resourceFile(folder, 'clusters')}},
    },
    ...(static_resources ? {static_resources} : {}),
  });
  let version = 1;
  return {
    ...envoy,
    update: async (resources) => {
      const before = await updates(envoy.admin);
      const written = writeResources(folder, resources, ++version);
      await until('take an update', async () => (await updates(envoy.admin)) >= before + written);
    },
  };
}

/** A folder for one Envoy, which {@link runEnvoy} removes when Envoy has ended. */
export function envoyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'istioctl-envoy-'));
}

/** Starts an Envoy of this bootstrap, to which admin pages are added. See {@link startEnvoy}. */
export async function runEnvoy(folder: string, bootstrap: Json): Promise<WatchedEnvoy> {
  const binary = await envoyBinary();
  const file = join(folder, 'bootstrap.json');
  // Envoy takes a port that is free and says which: nobody can take it in between.
  const pages = {address: {socket_address: {address: '127.0.0.1', port_value: 0}}};
  const address = join(folder, 'admin');
  writeFileSync(file, JSON.stringify({...bootstrap, admin: pages}));
  const flags = ['--disable-hot-restart', '--concurrency', '1', '--log-level', 'warning'];
  const command = [binary, '-c', file, '--admin-address-path', address, ...flags];
  const child = spawn('sh', ['-c', KEEPER, folder, ...command], {stdio: ['pipe', 'pipe', 'pipe']});
  return watch(child, address);
}

/** `address` is the file into which Envoy writes where its admin pages are. */
async function watch(child: ChildProcess, address: string): Promise<WatchedEnvoy> {
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let pid = 0;
  child.stdout?.setEncoding('utf8').once('data', (text: string) => {
    pid = Number(text);
  });
  const stop = async () => {
    child.stdin?.end();
    await ended;
  };
  let admin = 0;
  const until = async (what: string, holds: () => Promise<boolean>) => {
    const state = async () => {
      if (child.exitCode !== null) return 'ended';
      return (await holds()) && 'holds';
    };
    try {
      if ((await eventually(`Envoy can ${what}`, state, {every: 20})) === 'ended') throw new Error('Envoy ended');
    } catch (error) {
      await stop();
      throw new Error(`${error instanceof Error ? error.message : String(error)}:\n${log}`, {cause: error});
    }
    const refused = await page(admin, '/stats?filter=update_rejected&usedonly');
    if (!/: [1-9]/.test(refused.toString())) return;
    await stop();
    throw new Error(`Envoy refused what it was given:\n${refused.toString()}${log}`);
  };
  await until('start', async () => {
    admin = Number(/:(\d+)$/.exec(readFileSync(address, 'utf8'))?.[1] ?? 0);
    return pid > 0 && (await page(admin, '/ready')).length > 0;
  });
  return {
    admin,
    annotations: {'node.test/ports': `15000=${admin}`},
    pause: () => void process.kill(pid, 'SIGSTOP'),
    goOn: () => void process.kill(pid, 'SIGCONT'),
    page: (path) => page(admin, path),
    stop,
    until,
  };
}

async function page(admin: number, path: string): Promise<Buffer> {
  const answer = await fetch(`http://127.0.0.1:${admin}${path}`, {signal: AbortSignal.timeout(PATIENCE)});
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** How many updates Envoy has taken, of all kinds. */
async function updates(admin: number): Promise<number> {
  const stats = await page(admin, '/stats?filter=update_success$');
  return [...stats.toString().matchAll(/: (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
}
