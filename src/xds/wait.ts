// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import type {KubeObject} from '../io/kube/cluster.js';
import type {Conversation} from './ask.js';
import {type IstiodProgress, type Laggard, laggards, progressOf} from './distribution.js';

export interface WaitOptions {
  conversation: Conversation;
  object: KubeObject;
  /** Ids of the proxies that count; all when left out. */
  only: readonly string[] | undefined;
  /** Looks into the proxies themselves, once istiod is content; whoever does not hold what it confirmed lags. */
  inspect(): Promise<Laggard[]>;
  /** Milliseconds in all; 0 looks once. */
  timeout: number;
  now(): number;
  sleep(milliseconds: number): Promise<unknown>;
  onProgress(laggards: readonly Laggard[]): void;
}

export interface WaitResult {
  /** `refused`: who is left has refused it, so that waiting is of no use. */
  outcome: 'distributed' | 'refused' | 'lagging';
  laggards: Laggard[];
  /** Connected proxies that count. */
  proxies: number;
}

/** Milliseconds between two looks. */
const INTERVAL = 500;

/** Waits until every istiod has pushed what follows from an object, and every proxy that counts has confirmed it. */
export async function waitForDistribution(options: WaitOptions): Promise<WaitResult> {
  const {conversation, only, timeout, now, sleep} = options;
  const deadline = now() + timeout;
  let istiods = conversation.servers.map((server): IstiodProgress => {
    return {server, seen: undefined, pushed: false, proxies: [], failure: undefined};
  });
  for (;;) {
    istiods = await Promise.all(istiods.map((istiod) => lookAgain(options, istiod)));
    const ids = new Set(istiods.flatMap(({proxies}) => proxies.map(({id}) => id)));
    const proxies = only ? only.filter((id) => ids.has(id)).length : ids.size;
    const late = laggards(istiods, only);
    if (late.length === 0) late.push(...(await options.inspect()));
    if (late.length === 0) return {outcome: 'distributed', laggards: [], proxies};
    if (late.every(({refused}) => refused)) return {outcome: 'refused', laggards: late, proxies};
    if (now() + INTERVAL > deadline) return {outcome: 'lagging', laggards: late, proxies};
    options.onProgress(late);
    await sleep(INTERVAL);
  }
}

async function lookAgain({conversation, object, now}: WaitOptions, istiod: IstiodProgress): Promise<IstiodProgress> {
  try {
    return await progressOf(conversation, istiod, object, now);
  } catch (error) {
    if (error instanceof IstioctlError) return {...istiod, failure: error};
    if (error instanceof SyntaxError) {
      const failure = new IstioctlError(`${istiod.server.name} answered configz with broken JSON: ${error.message}`);
      return {...istiod, failure};
    }
    throw error;
  }
}
