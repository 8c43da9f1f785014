// SPDX-License-Identifier: Apache-2.0
import {isMessage} from '../envoy/dump/message.js';
import type {Step} from './values.js';

/** Fields that Envoy marks as sensitive; it redacts them in its answers, files of other origin may hold them. */
const SENSITIVE = new Set(['privateKey', 'password', 'genericSecret', 'sessionTicketKeys', 'pkcs12']);

/** Whether a value is or belongs to what must not be shown. */
export function isPrivate(path: readonly Step[]): boolean {
  return path.some((step) => 'field' in step && SENSITIVE.has(step.field));
}

/** A canonical value with what must not be shown left out. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isMessage(value)) return value;
  const entries = Object.entries(value).map(([key, each]) => [
    key,
    SENSITIVE.has(key) ? '(private)' : withoutSecrets(each),
  ]);
  return Object.fromEntries(entries);
}
