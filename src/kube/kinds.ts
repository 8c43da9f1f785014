// SPDX-License-Identifier: Apache-2.0

/** A kind that a server serves, with its names. */
export interface DiscoveredKind {
  /** Empty for the core kinds. */
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  shortNames: string[];
}

/** A kind as commands go on with it. */
interface NamedKind {
  apiVersion: string;
  kind: string;
  /** As the server names it in messages: `pods`, `deployments.apps`. */
  resource: string;
}

/** A word for a kind, taken apart; a group may be given by its beginning. */
interface Word {
  name: string;
  version: string | undefined;
  group: string | undefined;
}

/** `v1` of the core kinds, `apps/v1` of others. */
export function apiVersionOf({group, version}: Pick<DiscoveredKind, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Returns the kinds that a user may mean by a word, among those that are served; of each group the version it prefers. */
export function kindsNamed(kinds: readonly DiscoveredKind[], text: string): NamedKind[] {
  return findAmong(kinds, readings(text.toLowerCase()));
}

/** `a.b.c` may be resource, version and group, or resource and group. */
function readings(text: string): Word[] {
  const [name = '', ...rest] = text.split('.');
  const [version, ...group] = rest;
  const words: Word[] = [{name, version: undefined, group: rest.length > 0 ? rest.join('.') : undefined}];
  if (group.length > 0) words.unshift({name, version, group: group.join('.')});
  return words;
}

function findAmong(kinds: readonly DiscoveredKind[], words: readonly Word[]): NamedKind[] {
  for (const word of words) {
    const found = namedBy(kindsIn(kinds, word), word.name);
    // A group serves a kind in several versions; the first is the one that it prefers.
    const byGroup = new Map(found.toReversed().map((each) => [`${each.group}/${each.kind}`, each]));
    if (byGroup.size > 0)
      return found.filter((each) => byGroup.get(`${each.group}/${each.kind}`) === each).map(foundKind);
  }
  return [];
}

function foundKind({group, version, kind, plural}: DiscoveredKind): NamedKind {
  return {
    apiVersion: apiVersionOf({group, version}),
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
