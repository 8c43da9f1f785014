// SPDX-License-Identifier: Apache-2.0
import {IstioctlError, usageMistake} from '../../errors.js';
import {didYouMean} from '../../suggest.js';
import {isMessage} from './message.js';

/** Envoy's levels, the quietest last. */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

/** What levels to set: one for all loggers, then those of single ones. */
export interface LogLevels {
  all: string | undefined;
  loggers: ReadonlyMap<string, string>;
}

/**
 * Reads `--level`: levels, and `logger:level` or `logger=level`, separated by commas. A level alone is for all loggers
 * and undoes what stands before it (spec/proxy.md §2.10). Throws an IstioctlError for an unknown level, and for a logger
 * that is not among `loggers`, if those are known.
 */
export function readLogLevels(text: string, loggers?: ReadonlySet<string>): LogLevels {
  const levels: {all: string | undefined; loggers: Map<string, string>} = {all: undefined, loggers: new Map()};
  if (text === '') return levels;
  for (const item of text.split(',')) {
    const [logger, level] = partsOf(item);
    if (logger === undefined) {
      levels.all = checkedLevel(level);
      levels.loggers.clear();
      continue;
    }
    if (loggers && logger !== 'level' && !loggers.has(logger)) throw unknownLogger(logger, loggers);
    levels.loggers.set(logger, checkedLevel(level));
  }
  return levels;
}

/** A logger, if one is named, and the text of its level; what stands before `::` is a path that only ztunnel has. */
function partsOf(item: string): [logger: string | undefined, level: string] {
  const last = item.split('::').at(-1) ?? '';
  const separator = last.search(/[:=]/);
  return separator < 0 ? [undefined, last] : [last.slice(0, separator), last.slice(separator + 1)];
}

function checkedLevel(text: string): string {
  const level = text === 'warn' ? 'warning' : text;
  if (LOG_LEVELS.includes(level)) return level;
  throw usageMistake(`unrecognized logging level: ${text}`, {
    hint: didYouMean(text, LOG_LEVELS) ?? `there are ${LOG_LEVELS.join(', ')}`,
  });
}

function unknownLogger(name: string, loggers: ReadonlySet<string>): IstioctlError {
  const meant = didYouMean(name, [...loggers]);
  return usageMistake(`unrecognized logger name: ${name}`, meant === undefined ? {} : {hint: meant});
}

/** The names in Envoy's list of active loggers, which is a title and a line for each. */
export function loggersIn(list: string): string[] {
  return [...list.matchAll(/^ +(\S+): \S+$/gm)].map(([, name = '']) => name);
}

/** The requests that set these levels, in order. */
export function logLevelPages({all, loggers}: LogLevels): string[] {
  const pages = [...loggers].map(([logger, level]) => `logging?${encodeURIComponent(logger)}=${level}`);
  return all === undefined ? pages : [`logging?level=${all}`, ...pages];
}

/**
 * The level that the injector's values give to new proxies, undefined where they give none. The reference looks where
 * no values have it (spec/proxy.md §2.10), which `compat` does as well.
 */
export function resetLevel(values: string, {compat}: {compat: boolean}): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(values);
  } catch {
    return undefined; // Values that cannot be read give no level.
  }
  const path = ['global', 'proxy', 'logLevel'];
  const level = valueAt(parsed, compat ? ['sidecarInjectorWebhook', ...path] : path);
  return typeof level === 'string' && LOG_LEVELS.includes(level) ? level : undefined;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((holder, name) => (isMessage(holder) ? holder[name] : undefined), value);
}
