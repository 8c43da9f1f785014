// SPDX-License-Identifier: Apache-2.0

import type {FoundKind} from '../cluster.js';
import type {ApiClient} from '../http/api-client.js';
import {type Discovered, type DiscoveredKind, discoverKinds} from '../verbs/discovery.js';

/** A word for a kind, taken apart; a group may be given by its beginning. */
interface Word {
  name: string;
  version: string | undefined;
  group: string | undefined;
}

/** Kinds that run pods, which every cluster serves: they are found without asking. */
const WELL_KNOWN: readonly DiscoveredKind[] = [
  known('', 'Pod', 'po'),
  known('', 'Service', 'svc'),
  known('', 'ReplicationController', 'rc'),
  known('', 'Node', 'no'),
  known('', 'ServiceAccount', 'sa'),
  known('apps', 'Deployment', 'deploy'),
  known('apps', 'ReplicaSet', 'rs'),
  known('apps', 'StatefulSet', 'sts'),
  known('apps', 'DaemonSet', 'ds'),
  known('batch', 'Job'),
];

function known(group: string, kind: string, ...shortNames: string[]): DiscoveredKind {
  const singular = kind.toLowerCase();
  return {group, version: 'v1', kind, plural: `${singular}s`, singular, shortNames};
}

/**
 * Finds what kind a user means by a word, as kubectl does: a plural, singular or short name or the kind itself, alone
 * or with `.group` or `.version.group`; of several groups that have it each, in the server's order. The server is asked
 * for the names of all its kinds once, and only for words that are not well known.
 */
export function createKindSearch(client: ApiClient): (word: string) => Promise<FoundKind[]> {
  let asked: Promise<Discovered> | undefined;
  return async (text) => {
    const words = readings(text.toLowerCase());
    const wellKnown = findAmong(WELL_KNOWN, words);
    if (wellKnown.length > 0) return wellKnown;
    asked ??= discoverKinds(client);
    asked.catch(() => {
      asked = undefined;
    });
    const {kinds, failures} = await asked;
    const found = findAmong(kinds, words);
    // The kind may be one of those that the server could not tell of.
    if (found.length === 0 && failures[0]) throw failures[0];
    return found;
  };
}

/** `a.b.c` may be resource, version and group, or resource and group. */
function readings(text: string): Word[] {
  const [name = '', ...rest] = text.split('.');
  const [version, ...group] = rest;
  const words: Word[] = [{name, version: undefined, group: rest.length > 0 ? rest.join('.') : undefined}];
  if (group.length > 0) words.unshift({name, version, group: group.join('.')});
  return words;
}

function findAmong(kinds: readonly DiscoveredKind[], words: readonly Word[]): FoundKind[] {
  for (const word of words) {
    const found = namedBy(kindsIn(kinds, word), word.name);
    // A group serves a kind in several versions; the first is the one that it prefers.
    const byGroup = new Map(found.toReversed().map((each) => [`${each.group}/${each.kind}`, each]));
    if (byGroup.size > 0)
      return found.filter((each) => byGroup.get(`${each.group}/${each.kind}`) === each).map(foundKind);
  }
  return [];
}

function foundKind({group, version, kind, plural}: DiscoveredKind): FoundKind {
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
    resource: group === '' ? plural : `${plural}.${group}`,
  };
}

function kindsIn(kinds: readonly DiscoveredKind[], {group, version}: Word): DiscoveredKind[] {
  if (group === undefined) return [...kinds];
  const inGroup = kinds.filter((kind) => kind.group === group);
  if (version !== undefined) return inGroup.filter((kind) => kind.version === version);
  return inGroup.length > 0 ? inGroup : kinds.filter((kind) => kind.group.startsWith(group));
}

/** A plural goes before a short name of another kind, and that before a singular. */
function namedBy(kinds: readonly DiscoveredKind[], name: string): DiscoveredKind[] {
  const rules: ((kind: DiscoveredKind) => boolean)[] = [
    ({plural}) => plural === name,
    ({shortNames}) => shortNames.includes(name),
    ({singular, kind}) => singular === name || kind.toLowerCase() === name,
  ];
  return rules.map((rule) => kinds.filter(rule)).find((found) => found.length > 0) ?? [];
}
