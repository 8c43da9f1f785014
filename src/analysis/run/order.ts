// SPDX-License-Identifier: Apache-2.0

import {levels} from '../model/level.js';
import {friendlyName, type Message, referenceOf} from '../model/message.js';

/** A message as it is printed. */
export interface PrintedMessage extends Message {
  /** `Kind namespace/name`; undefined where it is about no resource. */
  origin: string | undefined;
  /** `file:line`. */
  reference: string | undefined;
}

/** What messages of one namespace are: those about it, and those about what belongs to no namespace. */
export function inNamespace(namespace: string, {subject}: Message): boolean {
  if (namespace === '' || !subject) return true;
  const home = subject.kind === 'Namespace' ? subject.name : subject.namespace;
  return home === '' || home === namespace;
}

/** Sorted, with places, each text once (spec §1.11). */
export function ordered(messages: readonly Message[]): PrintedMessage[] {
  const keyed = messages.map((message) => {
    const printed = {
      ...message,
      origin: message.subject && friendlyName(message.subject),
      reference: referenceOf(message),
    };
    return {printed, keys: sortKeys(printed)};
  });
  keyed.sort((a, b) => compareKeys(a.keys, b.keys));
  const lines = keyed.map(({printed}) => textLine(printed));
  return keyed.filter((_, i) => i === 0 || lines[i] !== lines[i - 1]).map(({printed}) => printed);
}

function sortKeys(message: PrintedMessage): string[] {
  const {subject} = message;
  return [
    subject?.cluster ?? '',
    String(levels.indexOf(message.level)),
    message.code,
    subject ? `1${subject.kind}/${subject.name}/${subject.namespace}` : '0',
    textLine(message),
  ];
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [i, key] of a.entries()) {
    const other = b[i] ?? '';
    if (key !== other) return key < other ? -1 : 1;
  }
  return 0;
}

/** A message in one line, without colour and cluster. */
export function textLine(message: PrintedMessage): string {
  return `${message.level} [${message.code}]${placeText(message)} ${message.text}`;
}

export function placeText({origin, reference}: PrintedMessage): string {
  if (origin === undefined) return '';
  return ` (${origin}${reference === undefined ? '' : ` ${reference}`})`;
}
