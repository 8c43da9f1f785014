// SPDX-License-Identifier: Apache-2.0

import {formatGo, type GoArgument} from './go-format.js';
import type {Level} from './level.js';
import {type MessageCode, messageTypes} from './messages.js';
import {fullName, type Path, type Position, type Subject} from './resource.js';

/** What an analyzer has to say. */
export interface Message {
  code: MessageCode;
  level: Level;
  /** The text with its parameters filled in. */
  text: string;
  /** What it is about; some messages are about the cluster as a whole. */
  subject?: Subject;
  /** The value at fault; the line of the message where it is a scalar. */
  path?: Path;
  /** Where exactly the fault is, in messages of our own. */
  position?: Position;
}

/** A message about a subject; `path` leads to the value at fault. */
export function message(
  code: MessageCode,
  subject: Subject | undefined,
  parameters: readonly GoArgument[] = [],
  path?: Path,
): Message {
  const {level, template} = messageTypes[code];
  return {code, level, text: formatGo(template, parameters), ...(subject && {subject}), ...(path && {path})};
}

/** `Kind namespace/name`: how suppressions and outputs name a subject. */
export function friendlyName(subject: Subject): string {
  return `${subject.kind} ${fullName(subject)}`;
}

/** `file:line` of what the message is about; JSON files and clusters have no lines. */
export function referenceOf({subject, path, position}: Message): string | undefined {
  const origin = subject?.origin;
  if (!origin) return undefined;
  if (origin.rendered) return origin.file;
  if (position) return `${origin.file}:${position.line}:${position.column}`;
  if (origin.file.endsWith('.json')) return origin.file;
  return `${origin.file}:${(path && origin.lineOf(path)) ?? origin.line}`;
}

/** A place that tools can lead to; no position where the file was made by one. */
export interface Place {
  file: string;
  position?: Position;
}

/** Where exactly the fault is, as far as it is known, without the quirks of {@link referenceOf}. */
export function placeOf({subject, path, position}: Message): Place | undefined {
  const origin = subject?.origin;
  if (!origin) return undefined;
  if (origin.rendered) return {file: origin.file};
  return {file: origin.file, position: position ?? origin.valuePosition(path ?? [])};
}
