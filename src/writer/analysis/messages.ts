// SPDX-License-Identifier: Apache-2.0

import type {Level} from '../../analysis/model/level.js';
import {type PrintedMessage, placeText} from '../../analysis/run/order.js';
import {emitYaml} from '../../yaml/emit.js';
import {visible} from '../visible.js';
import {documentationUrl} from './documentation.js';

export interface MessageStyle {
  colour: boolean;
  /** Several clusters were analyzed: say which one each message is about. */
  showCluster: boolean;
  /** What links to the documentation say of where they were followed; `?ref=istioctl-analyze` when left out. */
  linkQuery?: string;
}

export type MessageWriter = (messages: readonly PrintedMessage[], style: MessageStyle) => string;

export const messageWriters = {log: messagesLog, json: messagesJson, yaml: messagesYaml} satisfies Record<
  string,
  MessageWriter
>;

export type MessageFormat = keyof typeof messageWriters;

const COLOURS: Record<Level, string> = {Error: '\u001b[1;31m', Warning: '\u001b[33m', Info: ''};
const PLAIN = '\u001b[0m';

/** A line for each message; an empty one where there is none. */
function messagesLog(messages: readonly PrintedMessage[], style: MessageStyle): string {
  return `${messages.map((message) => logLine(message, style)).join('\n')}\n`;
}

function logLine(message: PrintedMessage, {colour, showCluster}: MessageStyle): string {
  const {level, code, text, subject} = message;
  const word = colour ? `${COLOURS[level]}${level}${PLAIN}` : level;
  const cluster = showCluster && subject?.cluster ? ` [cluster-${subject.cluster}]` : '';
  return `${word} [${code}]${visible(`${cluster}${placeText(message)} ${text}`)}`;
}

/** A list, keys sorted, indented with tabs, escaped as Go does it. */
function messagesJson(messages: readonly PrintedMessage[], style: MessageStyle): string {
  return goJson(messages.map((message) => fieldsOf(message, style)));
}

/** JSON, indented with tabs, escaped as Go does it. */
export function goJson(value: object): string {
  const text = JSON.stringify(value, undefined, '\t');
  const escaped = text.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}

/** The same as YAML, with a blank line behind it. */
function messagesYaml(messages: readonly PrintedMessage[], style: MessageStyle): string {
  return `${emitYaml(messages.map((message) => fieldsOf(message, style)))}\n`;
}

export function fieldsOf(
  {code, level, text, origin, reference, subject}: PrintedMessage,
  {showCluster, linkQuery = '?ref=istioctl-analyze'}: Pick<MessageStyle, 'showCluster' | 'linkQuery'>,
): object {
  const url = documentationUrl(code);
  return {
    ...(showCluster && subject?.cluster && {cluster: subject.cluster}),
    code,
    ...(url !== undefined && {documentationUrl: `${url}${linkQuery}`}),
    level,
    message: text,
    ...(origin !== undefined && {origin}),
    ...(reference !== undefined && {reference}),
  };
}
