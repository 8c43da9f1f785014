// SPDX-License-Identifier: Apache-2.0
import type {Duplex} from 'node:stream';
import {ApiError} from '../../../kube/api-error.js';
import type {ObjectKey} from '../cluster.js';
import {isRecord} from '../config/kubeconfig.js';
import type {ApiClient} from '../http/api-client.js';
import {listenToChannels} from '../http/channels.js';
import {from} from '../http/failure.js';
import {createSpdySession} from '../http/spdy.js';
import {openSpdy, openWebSocket} from '../http/upgrade.js';
import type {ExecOptions, ExecResult} from '../pods/pod-access.js';
import {podName} from '../pods/pod-failure.js';
import {mayStillSpeakSpdy} from './port-forward.js';

/** The versions differ in how input is ended, and we send none. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** What a command left: its outputs, and the Status in which the server says how it ended. */
interface Outcome {
  stdout: Buffer;
  stderr: Buffer;
  status: string;
}

/** A running command: what it will leave, and how to give it up. */
interface Running {
  outcome: Promise<Outcome>;
  cancel: () => void;
}

/** Runs a command in a container to its end. Throws when it could not be run, or takes too long. */
export async function execInPod(client: ApiClient, pod: ObjectKey, options: ExecOptions): Promise<ExecResult> {
  const {timeout = client.timeout, command} = options;
  const started = await start(client, pod, options);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `${command[0]} in pod ${podName(pod)} did not end within ${timeout / 1000}s; ${from(client.origin)}`;
    timer = setTimeout(() => reject(new ApiError(message, {transient: true})), timeout);
  });
  try {
    const {stdout, stderr, status} = await Promise.race([started.outcome, late]);
    return {stdout, stderr, exitCode: exitCodeIn(status, client, pod, options)};
  } finally {
    clearTimeout(timer);
    started.cancel();
  }
}

async function start(client: ApiClient, pod: ObjectKey, {container, command}: ExecOptions): Promise<Running> {
  const namespace = pod.namespace ?? client.origin.namespace;
  const query = new URLSearchParams({stdout: 'true', stderr: 'true', ...(container !== undefined && {container})});
  for (const word of command) query.append('command', word);
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod.name)}/exec?${query.toString()}`;
  const operation = {verb: 'run a command in', subject: `Pod/${namespace}/${pod.name}`};
  try {
    const {socket} = await client.upgrade(operation, (server, request, timeout) =>
      openWebSocket(server, request, path, PROTOCOLS, timeout),
    );
    const outputs: Buffer[][] = [[], [], [], []];
    const outcome = new Promise<Outcome>((resolve, reject) => {
      listenToChannels(socket, {
        message: (channel, payload) => void outputs[channel]?.push(payload),
        end: (error) => {
          const [, stdout = [], stderr = [], status = []] = outputs;
          // Some servers close in a way of their own once they have said how the command ended.
          if (error === undefined || status.length > 0) resolve(joined(stdout, stderr, status));
          else reject(lost(client, pod, error));
        },
      });
    });
    return {outcome, cancel: () => socket.terminate()};
  } catch (error) {
    if (!mayStillSpeakSpdy(error)) throw error;
    const transport = await client.upgrade(operation, (server, request, timeout) =>
      openSpdy(server, request, path, 'v4.channel.k8s.io', timeout),
    );
    const session = createSpdySession(transport);
    const [status, stdout, stderr] = ['error', 'stdout', 'stderr'].map((streamtype) => session.open({streamtype}));
    if (status === undefined || stdout === undefined || stderr === undefined) throw error;
    const outcome = Promise.all([stdout, stderr, status].map(readAll)).then(
      ([out = [], err = [], end = []]) => joined(out, err, end),
      (cause: unknown) => Promise.reject(lost(client, pod, cause)),
    );
    return {outcome, cancel: () => session.close()};
  }
}

async function readAll(stream: Duplex): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

function joined(stdout: Buffer[], stderr: Buffer[], status: Buffer[]): Outcome {
  const text = Buffer.concat(status).toString('utf8');
  return {stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr), status: text};
}

function exitCodeIn(text: string, client: ApiClient, pod: ObjectKey, {command}: ExecOptions): number {
  const status = parsed(text);
  if (status?.['status'] === 'Success') return 0;
  const details = status?.['details'];
  const causes: unknown = isRecord(details) ? details['causes'] : undefined;
  for (const cause of Array.isArray(causes) ? causes : []) {
    if (isRecord(cause) && cause['reason'] === 'ExitCode') return Number(cause['message']);
  }
  const said = typeof status?.['message'] === 'string' ? status['message'] : text.trim() || 'no word on how it ended';
  throw new ApiError(`cannot run ${command[0]} in pod ${podName(pod)}: ${said}; ${from(client.origin)}`, {
    transient: false,
    hint: said.includes('container not found')
      ? 'The container does not run; look at the status of the pod.'
      : 'Is the program in the image of that container?',
  });
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined; // its text is quoted in the message
  }
}

function lost({origin}: ApiClient, pod: ObjectKey, cause: unknown): ApiError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ApiError(
    `the connection to pod ${podName(pod)} through cluster ${JSON.stringify(origin.cluster)} (${origin.server}) was lost: ${why}; ${from(origin)}`,
    {cause, transient: true, hint: 'Whether the command ended is unknown.'},
  );
}
