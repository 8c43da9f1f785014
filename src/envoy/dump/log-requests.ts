// SPDX-License-Identifier: Apache-2.0
import {type LogLevels, loggersIn, logLevelPages} from './logging.js';

/** A proxy whose admin port can be asked for its log levels, and to change them. */
export interface LoggingProxy {
  name: string;
  /** What the page `logging`, with its query, answers. */
  post(page: string): Promise<string>;
}

/** What a proxy said, or why it did not. */
export interface LoggingOutcome {
  name: string;
  answer: string | Error;
}

/** How many proxies are asked at a time. */
const AT_ONCE = 16;

/**
 * Sets log levels in Envoys and answers what each says then. First all are asked for their loggers, from which
 * `levelsOf` tells what to set; what it throws is thrown before anything was set. One that fails does not keep the
 * others from being set.
 */
export async function setLogLevels(
  proxies: readonly LoggingProxy[],
  levelsOf: (loggers: ReadonlySet<string>) => LogLevels,
): Promise<LoggingOutcome[]> {
  const lists = await askEach(proxies, ({post}) => post('logging'));
  const known = lists.flatMap(({answer}) => (typeof answer === 'string' ? loggersIn(answer) : []));
  if (proxies.length > 0 && lists.every(({answer}) => answer instanceof Error)) return lists;
  const pages = logLevelPages(levelsOf(new Set(known)));
  return askEach(proxies, async ({post}, i) => {
    let answer = lists[i]?.answer ?? '';
    if (answer instanceof Error) throw answer;
    for (const page of pages) answer = await post(page);
    return answer;
  });
}

/** Asks all proxies, several at a time; the outcomes are in the order of the proxies. */
export async function askEach(
  proxies: readonly LoggingProxy[],
  ask: (proxy: LoggingProxy, index: number) => Promise<string>,
): Promise<LoggingOutcome[]> {
  const outcomes: LoggingOutcome[] = [];
  for (let start = 0; start < proxies.length; start += AT_ONCE) {
    const group = proxies.slice(start, start + AT_ONCE);
    outcomes.push(
      ...(await Promise.all(
        group.map(async (proxy, i) => ({name: proxy.name, answer: await settled(ask(proxy, start + i))})),
      )),
    );
  }
  return outcomes;
}

async function settled(answer: Promise<string>): Promise<string | Error> {
  try {
    return await answer;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
