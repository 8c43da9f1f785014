// SPDX-License-Identifier: Apache-2.0
import {withoutPrivateKeys} from '../envoy/dump/redact.js';
import {ExitCode, IstioctlError} from '../errors.js';
import {inParallel} from './parallel.js';
import type {Proxy} from './proxy.js';
import {answersOf} from './query.js';
import type {AdminPage, ProxySource} from './source.js';

/** Takes what is to be kept. */
export interface SnapshotSink {
  save(proxy: Proxy, part: AdminPage['part'], bytes: Buffer): void;
}

export interface SnapshotOptions {
  concurrency: number;
  /** Milliseconds for one proxy. */
  timeout: number;
  signal: AbortSignal;
}

/** What became of the proxies; those with a problem are not saved. */
export interface SnapshotResult {
  proxies: Proxy[];
  unreachable: {proxy: Proxy; error: IstioctlError}[];
  /** False where it was ended early. */
  complete: boolean;
}

/** All that proxy-config can show of a proxy. */
const PAGES: readonly AdminPage[] = [
  {path: 'config_dump?include_eds=true', part: 'config_dump'},
  {path: 'clusters?format=json', part: 'clusters'},
];

/** Saves the whole configuration of proxies, without private keys, several at once. */
export async function takeSnapshot(
  source: ProxySource,
  proxies: readonly Proxy[],
  sink: SnapshotSink,
  {concurrency, timeout, signal}: SnapshotOptions,
): Promise<SnapshotResult> {
  const saved: Proxy[] = [];
  const unreachable: SnapshotResult['unreachable'] = [];
  const keep = async (proxy: Proxy): Promise<void> => {
    const answers = await unlessAborted(answersOf(source, proxy, PAGES), signal);
    for (const {part} of PAGES) {
      const text = answers[part];
      if (text) sink.save(proxy, part, withoutPrivateKeys(text));
    }
  };
  for await (const {item: proxy, outcome} of inParallel(proxies, keep, {concurrency, timeout, signal})) {
    if ('skipped' in outcome || signal.aborted) {
      if ('result' in outcome) saved.push(proxy);
    } else if ('error' in outcome) {
      saved.push({...proxy, problem: outcome.error.message});
      unreachable.push({proxy, error: outcome.error});
    } else saved.push(proxy);
  }
  return {proxies: saved, unreachable, complete: !signal.aborted};
}

async function unlessAborted<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    const end = () => reject(new IstioctlError('interrupted', {exitCode: ExitCode.Interrupted}));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, {once: true});
  });
  aborted.catch(() => {}); // it may come when nobody waits any more
  return Promise.race([running, aborted]);
}
