// SPDX-License-Identifier: Apache-2.0

import {isRecord} from '../../api/messages/decode.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {PrintedMessage} from '../run/order.js';
import {fingerprints} from './fingerprint.js';

/** Fingerprints of messages that were there when the baseline was written. */
export type Baseline = ReadonlySet<string>;

const HEAD = {apiVersion: 'istioctl/v1', kind: 'AnalysisBaseline'} as const;

/** The text of a baseline in which the messages are known; only fingerprints count, the rest is for readers. */
export function baselineText(messages: readonly PrintedMessage[]): string {
  const names = fingerprints(messages);
  const entries = messages.map(({code, origin, text}, i) => ({
    fingerprint: names[i],
    code,
    ...(origin !== undefined && {resource: origin}),
    message: text,
  }));
  return `${JSON.stringify({...HEAD, messages: entries}, undefined, 2)}\n`;
}

/** A baseline as it was written. Throws an {@link IstioctlError} that names the file and the path in it. */
export function readBaseline(file: string, text: string): Baseline {
  const fail = (problem: string, cause?: unknown) =>
    new IstioctlError(`${file}: ${problem}`, {
      cause,
      exitCode: ExitCode.UnreadableInput,
      hint: 'istioctl analyze --write-baseline writes one',
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw fail(`no JSON: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  if (!isRecord(value) || value['kind'] !== HEAD.kind) throw fail(`kind: must be ${HEAD.kind}`);
  if (value['apiVersion'] !== HEAD.apiVersion) throw fail(`apiVersion: must be ${HEAD.apiVersion}`);
  const entries = value['messages'];
  if (!Array.isArray(entries)) throw fail('messages: must be a list');
  const known = entries.map((entry: unknown, i) => {
    const fingerprint = isRecord(entry) ? entry['fingerprint'] : undefined;
    if (typeof fingerprint !== 'string') throw fail(`messages[${i}].fingerprint: must be a text`);
    return fingerprint;
  });
  return new Set(known);
}

export interface Compared {
  /** Messages that the baseline does not have. */
  fresh: PrintedMessage[];
  /** How many it has. */
  known: number;
  /** Entries for which there is no message any more. */
  gone: number;
}

/** Tells messages that are new from those that the baseline knows. */
export function compareWith(baseline: Baseline, messages: readonly PrintedMessage[]): Compared {
  const names = fingerprints(messages);
  const fresh = messages.filter((_, i) => !baseline.has(names[i] ?? ''));
  const found = messages.length - fresh.length;
  return {fresh, known: found, gone: baseline.size - found};
}
