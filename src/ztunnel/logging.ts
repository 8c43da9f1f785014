// SPDX-License-Identifier: Apache-2.0
import {readLogLevels} from '../envoy/logging.js';

/** Levels that ztunnel has other words for. */
const OWN_WORDS: Record<string, string> = {warning: 'warn', critical: 'error'};

/**
 * The request that sets the levels of a ztunnel, or asks for them (spec/proxy.md §7.7). What loggers there are only
 * ztunnel knows. Throws an IstioctlError for an unknown level.
 */
export function logLevelPage({level = '', reset}: {level?: string | undefined; reset: boolean}): string {
  if (reset) return 'logging?level=info&reset';
  readLogLevels(level);
  const encoded = encodeURIComponent(OWN_WORDS[level] ?? level)
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%3D', '=');
  return `logging?level=${encoded}`;
}
