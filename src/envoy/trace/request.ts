// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';

/** One request or connection that is followed. */
export interface TraceRequest {
  /** What the client speaks within the connection; of `tcp` nothing is known but bytes. */
  protocol: 'http' | 'tcp';
  tls: boolean;
  /** Where the client wants to connect: a name, or an IP address without brackets. */
  host: string;
  port: number;
  method: string;
  /** With the query, as sent. */
  path: string;
  authority: string;
  /** By name in lower case, in the order given. */
  headers: ReadonlyMap<string, readonly string[]>;
  /** Of the TLS handshake; undefined where the client sends none. */
  sni: string | undefined;
}

export interface RequestOptions {
  method?: string | undefined;
  /** `name: value`, as given. */
  headers?: readonly string[];
  sni?: string | undefined;
}

const PORTS: Readonly<Record<string, number>> = {http: 80, https: 443};
const TARGET =
  /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?<host>\[[^\]]*\]|[^:/?#[\]]+)(?::(?<port>\d+))?(?<path>[/?][^#]*)?(?:#.*)?$/i;

/**
 * The request of a command line: a URL for HTTP, `host:port` (or `tcp://`, `tls://`) for a connection. The path is kept
 * as it is given, for proxies see it so. Throws an IstioctlError (64) that says what does not fit.
 */
export function parseRequest(target: string, {method, headers = [], sni}: RequestOptions = {}): TraceRequest {
  const {scheme = '', host: givenHost = '', port: givenPort, path} = TARGET.exec(target)?.groups ?? {};
  if (givenHost === '') throw unusable(target, 'neither a URL nor host:port');
  const kind = scheme.toLowerCase() || (path !== undefined || method || headers.length > 0 ? 'http' : 'tcp');
  if (!['http', 'https', 'tcp', 'tls'].includes(kind)) throw unusable(target, `the scheme ${scheme} is not known`);
  const port = givenPort === undefined ? PORTS[kind] : Number(givenPort);
  if (port === undefined || port < 1 || port > 65535) throw unusable(target, 'a port from 1 to 65535 is wanted');
  const host = givenHost.replace(/^\[|\]$/g, '').toLowerCase();
  const tls = kind === 'https' || kind === 'tls' || sni !== undefined;
  const sent = readHeaders(headers);
  const authority = sent.get(':authority') ?? sent.get('host') ?? [authorityOf(givenHost, kind, port, givenPort)];
  for (const name of ['host', ':authority']) sent.delete(name);
  return {
    protocol: kind.startsWith('http') ? 'http' : 'tcp',
    tls,
    host,
    port,
    method: method?.toUpperCase() ?? 'GET',
    path: path === undefined ? '/' : path.startsWith('?') ? `/${path}` : path,
    authority: authority[0] ?? '',
    headers: sent,
    sni: sni ?? (tls && !isAddress(host) ? host : undefined),
  };
}

/** Clients leave out the port that goes without saying. */
function authorityOf(host: string, scheme: string, port: number, given: string | undefined): string {
  return given === undefined || PORTS[scheme] === port ? host : `${host}:${port}`;
}

function readHeaders(headers: readonly string[]): Map<string, string[]> {
  const read = new Map<string, string[]>();
  for (const header of headers) {
    const [, name = '', value = ''] = /^(:?[^:\s]+)\s*:\s*(.*)$/s.exec(header) ?? [];
    if (name === '') {
      throw new IstioctlError(`invalid header ${JSON.stringify(header)}`, {
        hint: "write it as -H 'name: value'",
        exitCode: ExitCode.Usage,
      });
    }
    const key = name.toLowerCase();
    read.set(key, [...(read.get(key) ?? []), value.trimEnd()]);
  }
  return read;
}

function isAddress(host: string): boolean {
  return /^\d+(\.\d+){3}$/.test(host) || host.includes(':');
}

function unusable(target: string, why: string): IstioctlError {
  return new IstioctlError(`cannot trace ${JSON.stringify(target)}: ${why}`, {
    hint: 'for example http://reviews:9080/path, https://example.com, or db:3306',
    exitCode: ExitCode.Usage,
  });
}
