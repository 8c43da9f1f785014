// SPDX-License-Identifier: Apache-2.0
import {field, type Message, messageField, textField} from './dump/message.js';

/** What a route matches, of its path: `/a*`, `/a`, `PathPrefix:/a`, `regex a.*`; headers are not shown (spec/proxy.md §2.2). */
export function routeMatchText(route: Message): string {
  const match = messageField(route, 'match');
  if (!match) return '';
  const parts: string[] = [];
  if (field(match, 'prefix') !== undefined) parts.push(`${textField(match, 'prefix')}*`);
  if (field(match, 'path_separated_prefix') !== undefined) {
    parts.push(`PathPrefix:${textField(match, 'path_separated_prefix')}`);
  }
  if (field(match, 'path') !== undefined) parts.push(textField(match, 'path'));
  const regex = messageField(match, 'safe_regex');
  if (regex) parts.push(`regex ${textField(regex, 'regex')}`);
  return parts.join(' ');
}
