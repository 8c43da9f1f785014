// SPDX-License-Identifier: Apache-2.0
import {
  integerField,
  isMessage,
  type Message,
  messageField,
  messagesField,
  textField,
  typeOf,
  wrongType,
} from './dump/message.js';

const IP_MATCHER = 'xds.type.matcher.v3.IPMatcher';

/** The conditions under which a listener's matcher picks a chain, one text per way; `NONE` where there is none (spec/proxy.md §2.2, --waypoint). */
export function chainConditions(matcher: Message, chain: Message): string[] {
  const name = textField(chain, 'name');
  const otherwise = messageField(matcher, 'on_no_match');
  if (otherwise && actionName(otherwise) === name) return ['UNMATCHED'];
  const found = conditions((otherwise && messageField(otherwise, 'matcher')) ?? matcher, name);
  return found.length > 0 ? found : ['NONE'];
}

function conditions(matcher: Message, chain: string): string[] {
  const otherwise = messageField(matcher, 'on_no_match');
  if (otherwise && actionName(otherwise) === chain) return ['ANY'];
  const nested = otherwise && messageField(otherwise, 'matcher');
  if (nested) {
    const found = conditions(nested, chain);
    return found.length > 0 ? found : ['NONE'];
  }
  const tree = messageField(matcher, 'matcher_tree');
  if (!tree) return [];
  const input = messageField(tree, 'input');
  const name = input ? textField(input, 'name') : '';
  return branches(tree).flatMap(({sign, key, onMatch}) => {
    const text = `${name}${sign}${key}`;
    if (actionName(onMatch) === chain) return [text];
    const child = messageField(onMatch, 'matcher');
    return child ? conditions(child, chain).map((below) => `${text} -> ${below}`) : [];
  });
}

interface Branch {
  sign: '=' | '^';
  key: string;
  onMatch: Message;
}

function branches(tree: Message): Branch[] {
  const exact = messageField(tree, 'exact_match_map');
  if (exact) return mapBranches(exact, '=');
  const prefix = messageField(tree, 'prefix_match_map');
  if (prefix) return mapBranches(prefix, '^');
  const custom = messageField(tree, 'custom_match');
  const config = custom && messageField(custom, 'typed_config');
  if (!config || typeOf(config) !== IP_MATCHER) return [];
  return messagesField(config, 'range_matchers').flatMap((matcher) => {
    const onMatch = messageField(matcher, 'on_match') ?? {};
    return messagesField(matcher, 'ranges').map((range): Branch => ({sign: '=', key: rangeKey(range), onMatch}));
  });
}

function mapBranches(holder: Message, sign: Branch['sign']): Branch[] {
  const map = messageField(holder, 'map') ?? {};
  return Object.entries(map).map(([key, onMatch]) => {
    if (!isMessage(onMatch)) throw wrongType('message', key, onMatch);
    return {sign, key, onMatch};
  });
}

/** A single address stands without the length of its prefix. */
function rangeKey(range: Message): string {
  const address = textField(range, 'address_prefix');
  const length = integerField(range, 'prefix_len') ?? 0;
  return length === 32 || length === 128 ? address : `${address}/${length}`;
}

function actionName(onMatch: Message): string | undefined {
  const action = messageField(onMatch, 'action');
  return action && textField(action, 'name');
}
