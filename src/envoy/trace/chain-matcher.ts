// SPDX-License-Identifier: Apache-2.0
import {
  integerField,
  isMessage,
  type Message,
  messageField,
  messagesField,
  textField,
  typeOf,
} from '../dump/message.js';
import type {Connection} from './filter-chain.js';
import {inRange} from './match/ip.js';
import {stringMatcher, Undecidable} from './match/string-match.js';

/**
 * The name of the chain that a listener's matcher picks, undefined for none: a matching tree with its branches, lists of
 * predicates, and what holds otherwise (xds.type.matcher.v3.Matcher). A branch that leads nowhere counts as no match.
 * Throws {@link Undecidable} for inputs and matchers that are not known here.
 */
export function pickChain(matcher: Message, connection: Connection): string | undefined {
  const branch = branchOf(matcher, connection);
  const picked = branch && follow(branch, connection);
  const otherwise = messageField(matcher, 'on_no_match');
  return picked ?? (otherwise && follow(otherwise, connection));
}

function follow(onMatch: Message, connection: Connection): string | undefined {
  const nested = messageField(onMatch, 'matcher');
  return nested ? pickChain(nested, connection) : actionName(onMatch);
}

function actionName(onMatch: Message): string | undefined {
  const action = messageField(onMatch, 'action');
  const config = action && messageField(action, 'typed_config');
  return action && ((config && textField(config, 'value')) || textField(action, 'name'));
}

function branchOf(matcher: Message, connection: Connection): Message | undefined {
  const list = messageField(matcher, 'matcher_list');
  if (list) {
    const taken = messagesField(list, 'matchers').find((each) =>
      holds(messageField(each, 'predicate') ?? {}, connection),
    );
    return taken && messageField(taken, 'on_match');
  }
  const tree = messageField(matcher, 'matcher_tree');
  if (!tree) return undefined;
  const value = inputOf(messageField(tree, 'input'), connection);
  const exact = messageField(tree, 'exact_match_map');
  if (exact) return entryOf(exact, value);
  const prefix = messageField(tree, 'prefix_match_map');
  if (prefix) return prefixEntry(prefix, value ?? '');
  const custom = messageField(tree, 'custom_match');
  const config = custom && messageField(custom, 'typed_config');
  if (!config || typeOf(config) !== 'xds.type.matcher.v3.IPMatcher') throw new Undecidable('a matcher of another kind');
  return rangeEntry(config, value);
}

function entryOf(holder: Message, key: string | undefined): Message | undefined {
  const map = messageField(holder, 'map') ?? {};
  const found = key !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
  return isMessage(found) ? found : undefined;
}

/** The longest prefix. */
function prefixEntry(holder: Message, text: string): Message | undefined {
  const keys = Object.keys(messageField(holder, 'map') ?? {}).filter((key) => text.startsWith(key));
  return entryOf(holder, keys.sort((a, b) => b.length - a.length)[0]);
}

/** The longest range. */
function rangeEntry(matcher: Message, address: string | undefined): Message | undefined {
  const fitting = rangesOf(matcher).filter(({prefix, length}) => inRange(address, prefix, length));
  return fitting.sort((a, b) => b.length - a.length)[0]?.onMatch;
}

function rangesOf(matcher: Message) {
  return messagesField(matcher, 'range_matchers').flatMap((each) =>
    messagesField(each, 'ranges').map((range) => ({
      prefix: textField(range, 'address_prefix'),
      length: integerField(range, 'prefix_len') ?? 0,
      onMatch: messageField(each, 'on_match') ?? {},
    })),
  );
}

const INPUTS: Readonly<Record<string, (connection: Connection) => string | undefined>> = {
  DestinationIPInput: ({address}) => address,
  DestinationPortInput: ({port}) => String(port),
  ServerNameInput: ({sni}) => sni,
  TransportProtocolInput: ({transport}) => transport,
  ApplicationProtocolInput: ({protocols}) => protocols.map((protocol) => `'${protocol}'`).join(',') || undefined,
};

function inputOf(input: Message | undefined, connection: Connection): string | undefined {
  const type =
    typeOf(input && messageField(input, 'typed_config'))
      .split('.')
      .at(-1) ?? '';
  const read = Object.hasOwn(INPUTS, type) ? INPUTS[type] : undefined;
  if (!read) throw new Undecidable(`the input ${type || 'of no type'}`);
  return read(connection);
}

function holds(predicate: Message, connection: Connection): boolean {
  const any = messageField(predicate, 'or_matcher');
  if (any) return messagesField(any, 'predicate').some((each) => holds(each, connection));
  const all = messageField(predicate, 'and_matcher');
  if (all) return messagesField(all, 'predicate').every((each) => holds(each, connection));
  const negated = messageField(predicate, 'not_matcher');
  if (negated) return !holds(negated, connection);
  const single = messageField(predicate, 'single_predicate') ?? {};
  const value = inputOf(messageField(single, 'input'), connection);
  const test = messageField(single, 'value_match');
  if (!test) throw new Undecidable('a matcher of another kind');
  return value !== undefined && stringMatcher(test).fits(value);
}

/** The addresses that a matcher tells apart, each with the names of the chains that it may lead to. */
export function addressesIn(matcher: Message): {address: string; chains: string[]}[] {
  const found: {address: string; chains: string[]}[] = [];
  const tree = messageField(matcher, 'matcher_tree');
  const custom = tree && messageField(tree, 'custom_match');
  const ranges = custom ? rangesOf(messageField(custom, 'typed_config') ?? {}) : [];
  for (const {prefix, onMatch} of ranges) found.push({address: prefix, chains: chainsBelow(onMatch)});
  for (const next of nestedIn(matcher)) found.push(...addressesIn(next));
  return found;
}

function chainsBelow(onMatch: Message): string[] {
  const nested = messageField(onMatch, 'matcher');
  if (!nested) return [actionName(onMatch) ?? ''];
  return branchesOf(nested).flatMap(chainsBelow);
}

function nestedIn(matcher: Message): Message[] {
  return branchesOf(matcher)
    .map((branch) => messageField(branch, 'matcher'))
    .filter((nested) => nested !== undefined);
}

function branchesOf(matcher: Message): Message[] {
  const tree = messageField(matcher, 'matcher_tree') ?? {};
  const maps = ['exact_match_map', 'prefix_match_map'].flatMap((name) =>
    Object.values(messageField(messageField(tree, name) ?? {}, 'map') ?? {}).filter(isMessage),
  );
  const custom = messageField(messageField(tree, 'custom_match') ?? {}, 'typed_config') ?? {};
  const otherwise = messageField(matcher, 'on_no_match');
  return [...maps, ...rangesOf(custom).map(({onMatch}) => onMatch), ...(otherwise ? [otherwise] : [])];
}
