// SPDX-License-Identifier: Apache-2.0
import {readLogLevels} from '../envoy/dump/logging.js';
import {usageMistake} from '../errors.js';
import {didYouMean} from '../suggest.js';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'off'];

/** Envoy's levels that ztunnel has another word for. */
const OWN_WORDS: Record<string, string> = {warning: 'warn', critical: 'error'};

/** A target of ztunnel: `access`, or a module such as `ztunnel::proxy`. */
const TARGET = /^[\w-]+(?:::[\w-]+)*$/;

export interface LogLevelRequest {
  level?: string | undefined;
  reset: boolean;
  /** Whether the text is sent as the Go istioctl sends it, which ztunnel may refuse. */
  compat: boolean;
}

/**
 * Returns the admin page that sets the levels of a ztunnel or, without a level, lists them. Which targets there are only
 * ztunnel knows. Throws an IstioctlError for an unknown level or a target that cannot be one.
 */
export function logLevelPage({level = '', reset, compat}: LogLevelRequest): string {
  if (reset) return 'logging?level=info&reset';
  const text = compat ? rawLevels(level) : ztunnelLevels(level);
  const encoded = encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%3D', '=');
  return `logging?level=${encoded}`;
}

function rawLevels(text: string): string {
  readLogLevels(text);
  return OWN_WORDS[text] ?? text;
}

/**
 * Returns `--level` as ztunnel reads it: levels, and `TARGET=LEVEL`, separated by commas (the filter directives of the
 * Rust crate tracing-subscriber). Envoy's `LOGGER:LEVEL`, its words for levels, and `level:LEVEL` for all are translated.
 */
function ztunnelLevels(text: string): string {
  if (text === '') return '';
  return text
    .split(',')
    .map((item) => directive(item.trim()))
    .join(',');
}

function directive(item: string): string {
  // The colon before a level is a single one; two of them are part of a module's name.
  const [, target, level = ''] = /^(.*[^:])[=:]([^=:]*)$/.exec(item) ?? [undefined, undefined, item];
  if (target === undefined || target === 'level') return ownLevel(level);
  if (TARGET.test(target)) return `${target}=${ownLevel(level)}`;
  throw usageMistake(`invalid log target: ${target}`, {
    hint: 'Use TARGET=LEVEL, for example `access=debug` or `ztunnel::proxy=trace`.',
  });
}

function ownLevel(text: string): string {
  const level = OWN_WORDS[text] ?? text;
  if (LEVELS.includes(level)) return level;
  throw usageMistake(`unrecognized logging level: ${text}`, {
    hint: didYouMean(text, LEVELS) ?? `Use one of ${LEVELS.join(', ')}, or TARGET=LEVEL.`,
  });
}
