// SPDX-License-Identifier: Apache-2.0
import {spawn} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {createServer as createHttpServer, type RequestListener} from 'node:http';
import {createServer as createHttpsServer} from 'node:https';
import {createServer, type Server, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import type {Run} from '../../support/run.js';

export const FOLDER = mkdtempSync(join(tmpdir(), 'istioctl-misfortunes-'));

/** Starts a server on a free port of this machine. Returns the port; the server does not keep the process alive. */
export async function listening(server: Server): Promise<number> {
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The port of a server that answers every request so. */
export const web = (listener: RequestListener): Promise<number> => listening(createHttpServer(listener));

/** The same over TLS. */
export const tls = (listener: RequestListener, {cert, key}: {cert: string; key: string}): Promise<number> =>
  listening(createHttpsServer({cert, key}, listener));

/** The port of a server that does this with every connection. */
export const raw = (taken: (socket: Socket) => void): Promise<number> =>
  listening(createServer((socket) => taken(socket.on('error', () => {}))));

/** A port where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((done) => void server.close(done));
  return port;
}

let files = 0;

/** A file of this text, in a folder of its own; its path. */
export function file(text: string, name = 'config', mode = 0o600): string {
  const folder = join(FOLDER, String(files++));
  mkdirSync(folder);
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), mode);
  return join(folder, name);
}

/** A kubeconfig of cluster `prod`, context `work`, user `jane`; its path. */
export function kubeconfig(cluster: object, user: object = {token: 't0ken'}): string {
  return file(
    JSON.stringify({
      clusters: [{name: 'prod', cluster}],
      users: [{name: 'jane', user}],
      contexts: [{name: 'work', context: {cluster: 'prod', user: 'jane'}}],
      'current-context': 'work',
    }),
  );
}

/** A credential plugin that is this shell script, as the user of a kubeconfig. */
export function plugin(script: string, more: object = {}): object {
  const command = file(`#!/bin/sh\n${script}\n`, 'login', 0o700);
  return {exec: {apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never', ...more}};
}

export interface TimedRun extends Run {
  /** Milliseconds. */
  took: number;
}

const RUN_ALL = resolve('test/cli/usage/run-all.mjs');
const ENV = {PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', NO_COLOR: '1'};

/** Runs command lines one after the other in one process that is not this one, whose servers answer meanwhile. */
export async function runTogether(
  lines: readonly {argv: string[]; env: Record<string, string>}[],
): Promise<readonly Run[]> {
  const child = spawn(process.execPath, [RUN_ALL], {env: ENV, cwd: FOLDER, timeout: 120_000});
  const printed = textOf(child.stdout);
  const said = textOf(child.stderr);
  child.stdin.end(JSON.stringify(lines));
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error(`ended with ${String(code)}: ${await said}`);
  return JSON.parse(await printed);
}

/** Runs one command line as a user would. */
export async function run(argv: readonly string[], env: Record<string, string> = {}): Promise<TimedRun> {
  const began = Date.now();
  const options = {env: {...ENV, ...env}, cwd: FOLDER, timeout: 30_000};
  const child = spawn(process.execPath, [resolve('bin/run.js'), ...argv], options);
  child.stdin.end();
  const [stdout, stderr, exitCode] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((done) => child.once('close', done)),
  ]);
  return {stdout, stderr, exitCode, took: Date.now() - began};
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
