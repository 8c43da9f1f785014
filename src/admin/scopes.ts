// SPDX-License-Identifier: Apache-2.0
import {IstioctlError, usageMistake} from '../errors.js';

/** A logging scope of istiod, as its introspection port ("ControlZ") shows it on `/scopej`. */
export interface Scope {
  readonly name: string;
  readonly description: string;
  readonly logLevel: string;
  readonly stackTraceLevel: string;
}

/** What is to change in one scope; what is left out stays. */
export interface ScopeUpdate {
  readonly name: string;
  readonly logLevel?: string;
  readonly stackTraceLevel?: string;
}

/** What a command line asks for (spec/proxy.md §11). */
export interface ScopeFlags {
  reset: boolean;
  'log-reset': boolean;
  'stack-trace-reset': boolean;
  level?: string | undefined;
  'stack-trace-level'?: string | undefined;
}

/** What istiod logs, and the stack traces it writes, until told otherwise. */
const DEFAULT_LEVEL = 'info';
const DEFAULT_STACK_TRACES = 'none';

const PAIR = /^[\w\- ]+:(none|error|warn|info|debug)/;

/** The scopes of a `/scopej` page by name. Throws an IstioctlError for anything else. */
export function scopesIn(page: string): Scope[] {
  let list: unknown;
  try {
    list = JSON.parse(page);
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
  if (!Array.isArray(list)) throw unreadable('it is not a list');
  return list.map(scopeOf).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function unreadable(reason: string): IstioctlError {
  return new IstioctlError(`cannot deserialize response: ${reason}`, {
    hint: "the port that --ctrlz_port names should be istiod's introspection port",
  });
}

function scopeOf(value: unknown): Scope {
  const text = (field: string): string => {
    const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
    return typeof found === 'string' ? found : '';
  };
  return {
    name: text('name'),
    description: text('description'),
    logLevel: text('output_level'),
    stackTraceLevel: text('stack_trace_level'),
  };
}

/** Throws an IstioctlError for flags that contradict each other. */
export function checkScopeFlags(flags: ScopeFlags): void {
  if (flags.reset && flags['log-reset'] && flags.level) {
    throw usageMistake('--level cannot be combined with --reset, --log-reset');
  }
  if (flags.reset && flags['stack-trace-reset'] && flags['stack-trace-level']) {
    throw usageMistake('--stack-trace-level cannot be combined with --reset, --stack-trace-reset');
  }
}

/** What to set back in every scope; undefined where nothing is to be. */
export function resetOf(flags: ScopeFlags): Omit<ScopeUpdate, 'name'> | undefined {
  const all = flags.reset || (flags['log-reset'] && flags['stack-trace-reset']);
  if (all) return {logLevel: DEFAULT_LEVEL, stackTraceLevel: DEFAULT_STACK_TRACES};
  if (flags['log-reset']) return {logLevel: DEFAULT_LEVEL};
  if (flags['stack-trace-reset']) return {stackTraceLevel: DEFAULT_STACK_TRACES};
  return undefined;
}

/**
 * The updates that `--level` and `--stack-trace-level` ask for, one for each scope, in the order of the command line.
 * Throws an IstioctlError for what is no list of SCOPE:LEVEL.
 */
export function updatesOf(flags: ScopeFlags): ScopeUpdate[] {
  const updates = new Map<string, ScopeUpdate>();
  const add = (pairs: string | undefined, field: 'logLevel' | 'stackTraceLevel'): void => {
    for (const pair of pairs ? pairs.split(',') : []) {
      if (!PAIR.test(pair)) {
        throw usageMistake(`pattern ${pair} did not match`, {
          hint: 'levels are given as SCOPE:LEVEL, with none, error, warn, info or debug for LEVEL',
        });
      }
      const [name = '', level = ''] = pair.split(':');
      updates.set(name, {...updates.get(name), name, [field]: level});
    }
  };
  add(flags.level, 'logLevel');
  add(flags['stack-trace-level'], 'stackTraceLevel');
  return [...updates.values()];
}

/** The body of the request that makes an update. */
export function updateBody({name, logLevel, stackTraceLevel}: ScopeUpdate): string {
  const body = {
    name,
    ...(logLevel !== undefined && {output_level: logLevel}),
    ...(stackTraceLevel !== undefined && {stack_trace_level: stackTraceLevel}),
  };
  return `${JSON.stringify(body)}\n`;
}
