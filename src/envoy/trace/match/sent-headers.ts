// SPDX-License-Identifier: Apache-2.0
import {
  booleanField,
  enumField,
  field,
  type Message,
  messageField,
  messagesField,
  textField,
  textsField,
} from '../../dump/message.js';
import type {Headers} from './header-match.js';

/** Headers after all changes, and the names of those whose value only Envoy knows. */
export interface ChangedHeaders {
  headers: Headers;
  unclear: string[];
}

/** The headers of a request after what is said on each level, one level after the other. */
export function changedHeaders(levels: readonly Message[], headers: Headers): ChangedHeaders {
  const changed = new Map(headers);
  const unclear = levels.flatMap((level) => {
    for (const name of textsField(level, 'request_headers_to_remove')) changed.delete(name.toLowerCase());
    return changeHeaders(messagesField(level, 'request_headers_to_add'), changed);
  });
  return {headers: changed, unclear};
}

/**
 * HeaderValueOption (api-v3/config/core/v3/base.proto). All options of a level look at the headers as they were before
 * it, and those that overwrite come before those that add.
 */
function changeHeaders(options: readonly Message[], headers: Map<string, readonly string[]>): string[] {
  const changes = options.flatMap((option) => {
    const {name, action, ...change} = readOption(option);
    const isThere = headers.has(name);
    const happens = action === 'OVERWRITE_IF_EXISTS' ? isThere : action !== 'ADD_IF_ABSENT' || !isThere;
    return happens ? [{name, overwrites: action.startsWith('OVERWRITE'), ...change}] : [];
  });
  for (const {name, value, overwrites} of changes) if (overwrites && value !== undefined) headers.set(name, [value]);
  for (const {name, value, overwrites} of changes) {
    if (!overwrites && value !== undefined) headers.set(name, [...(headers.get(name) ?? []), value]);
  }
  return changes.filter(({unclear}) => unclear).map(({name}) => name);
}

const ACTIONS = ['APPEND_IF_EXISTS_OR_ADD', 'ADD_IF_ABSENT', 'OVERWRITE_IF_EXISTS_OR_ADD', 'OVERWRITE_IF_EXISTS'];

interface HeaderChange {
  name: string;
  action: string;
  /** Undefined where nothing is put in, or it is not known what. */
  value?: string;
  unclear?: boolean;
}

function readOption(option: Message): HeaderChange {
  const header = messageField(option, 'header') ?? {};
  // A flag said whether to append before there was an action.
  const action =
    field(option, 'append') === false
      ? 'OVERWRITE_IF_EXISTS_OR_ADD'
      : (enumField(option, 'append_action', ACTIONS) ?? 'APPEND_IF_EXISTS_OR_ADD');
  const change = {name: textField(header, 'key').toLowerCase(), action};
  const format = textField(header, 'value');
  if (textField(header, 'raw_value') !== '' || format.replaceAll('%%', '').includes('%'))
    return {...change, unclear: true};
  if (format === '' && !booleanField(option, 'keep_empty_value')) return change;
  return {...change, value: format.replaceAll('%%', '%')};
}
