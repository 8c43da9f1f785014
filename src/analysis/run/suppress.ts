// SPDX-License-Identifier: Apache-2.0

import {usageMistake} from '../../errors.js';
import {friendlyName, type Message} from '../model/message.js';
import {messageTypes} from '../model/messages.js';
import {isIgnoredForKiali} from './kiali-annotation.js';

/** Messages of a code are not shown where it matches. */
export interface Suppression {
  /** Where it was given and how, for the case that it is in vain. */
  source: string;
  code: string;
  /** Whether such a code exists. */
  known: boolean;
  /** Whether it is meant for a subject with these names, in that file. */
  matches(names: readonly string[], file: string | undefined): boolean;
}

/** Reads one value of `-S`, `code=pattern`. Throws where it is not one code and one pattern. */
export function parseSuppression(text: string): Suppression {
  const [code, pattern, more] = text.split('=');
  if (code === undefined || pattern === undefined || more !== undefined) {
    throw usageMistake(`${text} is not a valid suppression value`, {
      hint: 'Write CODE=KIND NAMESPACE/NAME, for example `-S "IST0101=VirtualService shop/cart"`.',
      reference: `${text} is not a valid suppression value. See istioctl analyze --help`,
    });
  }
  const isMeant = namePattern(pattern);
  return {
    source: `-S "${text}"`,
    code,
    known: Object.hasOwn(messageTypes, code),
    matches: (names) => names.some(isMeant),
  };
}

/** Whether a name is that of the pattern, in which `*` stands for anything. */
export function namePattern(pattern: string): (name: string) => boolean {
  const expression = new RegExp(`^${pattern.split('*').map(escape).join('.*')}$`, 's');
  return (name) => expression.test(name);
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

const ANNOTATION = 'galley.istio.io/analyze-suppress';

export interface Suppressed {
  messages: Message[];
  /** Suppressions that kept nothing back. */
  unused: Suppression[];
}

/**
 * Leaves out what annotations and suppressions name. `namesOf` gives the spellings of a subject that a pattern may
 * match; the Go istioctl does not know the annotation of Kiali.
 */
export function suppress(
  messages: readonly Message[],
  suppressions: readonly Suppression[],
  namesOf: (message: Message) => readonly string[],
  compat = false,
): Suppressed {
  const used = new Set<Suppression>();
  const kept = messages.filter((message) => {
    if (suppressedByAnnotation(message) || (!compat && isIgnoredForKiali(message))) return false;
    const names = namesOf(message);
    const file = message.subject?.origin?.file;
    const hits = suppressions.filter(({code, matches}) => code === message.code && matches(names, file));
    for (const hit of hits) used.add(hit);
    return hits.length === 0;
  });
  return {messages: kept, unused: suppressions.filter((suppression) => !used.has(suppression))};
}

function suppressedByAnnotation({code, subject}: Message): boolean {
  const codes = subject?.annotations[ANNOTATION]?.split(',') ?? [];
  return codes.includes(code) || codes.includes('*');
}

/** How the reference spells a subject in patterns. */
export function referenceNames({subject}: Message): string[] {
  return subject ? [friendlyName(subject)] : [];
}

/** Also the form of the examples in help, `Kind name.namespace`. */
export function allNames({subject}: Message): string[] {
  if (!subject) return [];
  const {kind, name, namespace} = subject;
  return namespace === '' ? [friendlyName(subject)] : [friendlyName(subject), `${kind} ${name}.${namespace}`];
}
