// SPDX-License-Identifier: Apache-2.0

import {friendlyName, type Message} from '../model/message.js';
import {messageTypes} from '../model/messages.js';

/** Of one object, which validations Kiali does not show: all where it is empty (kiali/kiali pull request 10065). */
const ANNOTATION = 'kiali.io/ignore-validations';

/** Codes of Kiali, and those of our messages that say the same; IST0101 says several things, told apart by what is missing. */
const SAME: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    KIA0002: ['IST0111', 'IST0160', 'ISTX408'],
    KIA0003: ['IST0110', 'IST0159', 'ISTX408'],
    KIA0004: ['IST0127', 'IST0101 selector'],
    KIA0005: ['ISTX601'],
    KIA0101: ['IST0101 namespace'],
    KIA0102: ['ISTX410'],
    KIA0104: ['ISTX415', 'ISTX416'],
    KIA0105: ['ISTX413'],
    KIA0106: ['ISTX401', 'ISTX411'],
    KIA0108: ['ISTX412'],
    KIA0201: ['ISTX409'],
    KIA0202: ['IST0174'],
    KIA0203: ['IST0173'],
    KIA0207: ['ISTX406'],
    KIA0208: ['ISTX406'],
    KIA0301: ['IST0145'],
    KIA0302: ['IST0101 selector'],
    KIA0601: ['IST0118'],
    KIA0701: ['ISTX603', 'ISTX604'],
    KIA1004: ['ISTX602'],
    KIA1101: ['IST0101 host', 'IST0101 host:port', 'IST0101 mirror host'],
    KIA1102: ['IST0101 gateway'],
    KIA1106: ['IST0109', 'ISTX301'],
    KIA1107: ['IST0101 host+subset in destinationrule', 'IST0101 mirror+subset in destinationrule'],
    KIA1401: ['ISTX201'],
    KIA1402: ['ISTX204'],
  }),
);

/** Whether an annotation for Kiali hides what a message says of its subject; codes of our own count there, too. */
export function isIgnoredForKiali({code, text, subject}: Message): boolean {
  const value = subject?.annotations[ANNOTATION];
  if (value === undefined) return false;
  const ignored = value.split(',').map((part) => part.trim());
  if (value.trim() === '') return true;
  const [, missing] = /^Referenced (.+) not found: /.exec(text) ?? [];
  return ignored.some(
    (own) => own === code || SAME.get(own)?.some((same) => same === code || same === `${code} ${missing ?? ''}`),
  );
}

/**
 * Returns what annotations for Kiali on the subjects of messages hold that is no code, such as `all` and `*`: Kiali hides
 * nothing for it either.
 */
export function idleKialiAnnotations(messages: readonly Pick<Message, 'subject'>[]): string[] {
  const texts = messages.flatMap(({subject}) => {
    const value = subject?.annotations[ANNOTATION];
    if (!subject || value === undefined || value.trim() === '') return [];
    const idle = value.split(',').find((part) => !isCode(part.trim()));
    if (idle === undefined) return [];
    const name = `${friendlyName(subject)}: annotation ${ANNOTATION}`;
    return [`${name} hides nothing for ${JSON.stringify(idle.trim())}, which is no code; an empty value hides all`];
  });
  return [...new Set(texts)];
}

function isCode(text: string): boolean {
  return /^KIA\d+$/.test(text) || Object.hasOwn(messageTypes, text);
}
