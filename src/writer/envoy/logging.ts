// SPDX-License-Identifier: Apache-2.0
import type {LoggingOutcome} from '../../envoy/dump/log-requests.js';

/** What proxies said of their log levels, each under its name; those that failed are left out. */
export function loggingText(outcomes: readonly LoggingOutcome[], end = ''): string {
  return outcomes.map(({name, answer}) => (typeof answer === 'string' ? `${name}:\n${answer}${end}` : '')).join('');
}
