// SPDX-License-Identifier: Apache-2.0
import type {ServerResponse} from 'node:http';
import {kubeconfig} from './faulty.js';

/** One command line against something that is wrong, and what its text must say of it. */
export interface Misfortune {
  title: string;
  /** The command line; `version` where it is left out. */
  line?: string;
  env: Record<string, string>;
  exitCode?: number;
  cause: RegExp;
  place: RegExp;
  next: RegExp;
  /** What must never be printed. */
  never?: RegExp;
}

export type Told = Omit<Misfortune, 'title' | 'env'>;

/** Where a message says that a server of this machine stood. */
export const PLACE = /cluster "prod" \(https?:\/\/127\.0\.0\.1:\d+\).*context work from \S+config/;

/** A command line against a server of this machine that speaks no TLS. */
export function against(title: string, port: number, told: Told): Misfortune {
  return {title, env: {KUBECONFIG: kubeconfig({server: `http://127.0.0.1:${port}`})}, ...told};
}

/** Answers as an API server that does not accept the credentials. */
export function unauthorized(response: ServerResponse): void {
  const body = {kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Unauthorized', message: 'Unauthorized'};
  response.writeHead(401, {'Content-Type': 'application/json'}).end(JSON.stringify(body));
}
