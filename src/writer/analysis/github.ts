// SPDX-License-Identifier: Apache-2.0

import type {AnalysisReport} from '../../analysis/gate/report.js';
import type {Level} from '../../analysis/model/level.js';
import {placeOf} from '../../analysis/model/message.js';
import type {PrintedMessage} from '../../analysis/run/order.js';
import {checkoutPath} from './place.js';

const COMMANDS: Readonly<Record<Level, string>> = {Error: 'error', Warning: 'warning', Info: 'notice'};

/** Workflow commands of GitHub Actions, which shows them beside the lines that they are about. */
export function githubReport({messages, fileErrors}: AnalysisReport): string {
  const unread = fileErrors.flatMap(({file, errors}) =>
    errors.map(({text, line}) => command('error', {file: checkoutPath(file), line}, text)),
  );
  return [...unread, ...messages.map(annotation)].join('');
}

function annotation(message: PrintedMessage): string {
  const {level, code, text, origin} = message;
  const place = placeOf(message);
  const properties = place
    ? {file: checkoutPath(place.file), line: place.position?.line, col: place.position?.column}
    : {};
  return command(COMMANDS[level], properties, `[${code}] ${text}${origin === undefined ? '' : ` (${origin})`}`);
}

function command(
  name: string,
  properties: Readonly<Record<string, string | number | undefined>>,
  text: string,
): string {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined);
  const list = given.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',');
  return `::${name}${list === '' ? '' : ` ${list}`}::${escapeText(text)}\n`;
}

function escapeText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
