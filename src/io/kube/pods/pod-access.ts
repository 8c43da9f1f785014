// SPDX-License-Identifier: Apache-2.0
import type {Duplex} from 'node:stream';
import type {ObjectKey} from '../cluster.js';

export interface PodRequest {
  method: 'GET' | 'POST' | 'PUT';
  /** Path and query. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** Milliseconds until the answer begins, and between two pieces of it; the request timeout when left out. */
  timeout?: number;
}

export interface PodAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export interface ExecOptions {
  /** May be left out for a pod with one container. */
  container?: string;
  command: string[];
  /** Milliseconds until the command is given up; the request timeout when left out. */
  timeout?: number;
}

export interface ExecResult {
  stdout: Buffer;
  stderr: Buffer;
  exitCode: number;
}

export interface LogOptions {
  /** May be left out for a pod with one container. */
  container?: string;
  /** Goes on until the container ends or the signal fires. */
  follow?: boolean;
  /** The log of the container before this one. */
  previous?: boolean;
  /** The last so many lines only. */
  tailLines?: number;
  sinceSeconds?: number;
  limitBytes?: number;
  /** Puts the time before every line. */
  timestamps?: boolean;
  signal?: AbortSignal;
}

/** A port on this machine whose connections go to a port of a pod. */
export interface LocalPort {
  port: number;
  close(): Promise<void>;
}

/**
 * What goes through the API server to pods. Everything ends within its timeout, or with an `ApiError` that names the
 * hop that failed: the cluster, the pod, or the port in it.
 */
export interface PodAccess {
  /** Connects to a port of a pod; that nobody listens there shows as an error of the stream. */
  dial(pod: ObjectKey, port: number): Promise<Duplex>;
  /** Sends an HTTP request to a port of a pod; any status is an answer. */
  fetch(pod: ObjectKey, port: number, request: PodRequest): Promise<PodAnswer>;
  /** Listens on the loopback address; `localPort` 0 takes a free one. A connection that fails is told to `onError`. */
  listen(
    pod: ObjectKey,
    port: number,
    options: {localPort?: number; address?: string; onError: (error: Error) => void},
  ): Promise<LocalPort>;
  /** Runs a command to its end; any exit code is an answer. */
  exec(pod: ObjectKey, options: ExecOptions): Promise<ExecResult>;
  /** The log in pieces, as it comes. */
  logs(pod: ObjectKey, options?: LogOptions): AsyncIterable<string>;
}
