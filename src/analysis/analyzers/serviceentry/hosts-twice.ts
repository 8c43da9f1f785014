// SPDX-License-Identifier: Apache-2.0

import {isDeepStrictEqual} from 'node:util';
import {EVERYWHERE, exportScopes} from '../../index/hosts/export-scopes.js';
import {oldestOf} from '../../index/oldest.js';
import {haveSharedReader} from '../../index/revisions.js';
import {groupBy} from '../../model/group-by.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Path, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

type Entry = Resource<'ServiceEntry'>;

interface Definition {
  entry: Entry;
  host: string;
  path: Path;
}

/** ServiceEntries that define the same host differently, for clients that see both. */
export function* hostsTwice(resources: Resources): Generator<Message> {
  for (const [host, definitions] of groupBy(resources.all('ServiceEntry').flatMap(definitionsOf), ({host}) => host)) {
    for (const {entry, path} of definitions) {
      const rivals = definitions
        .map((other) => other.entry)
        .filter((other) => differenceOf(entry, other) !== undefined);
      const [rival] = rivals.toSorted((a, b) => (fullName(a) < fullName(b) ? -1 : 1));
      if (!rival) continue;
      const winner = oldestOf([entry, ...rivals]);
      if (winner === entry) continue;
      const oldest = winner ? `the oldest, "${fullName(winner)}"` : 'the oldest';
      const rule = rival.namespace === entry.namespace ? `Only ${oldest} takes effect.` : otherNamespaces(oldest);
      yield message('ISTX605', entry, [host, fullName(rival), differenceOf(entry, rival) ?? '', rule], path);
    }
  }
}

function otherNamespaces(oldest: string): string {
  return `Clients use the entry of their own namespace, in other namespaces ${oldest}.`;
}

function definitionsOf(entry: Entry): Definition[] {
  return (entry.spec.hosts ?? []).map((host, i) => ({entry, host, path: ['spec', 'hosts', i]}));
}

const FIELDS = ['resolution', 'location', 'addresses', 'endpoints', 'workloadSelector'] as const;

/** The field in which two entries differ for the same clients; undefined where they do not, or no client sees both. */
function differenceOf(a: Entry, b: Entry): string | undefined {
  if (a === b || (a.unplaced ?? false) !== (b.unplaced ?? false) || !haveSharedReader(a, b)) return undefined;
  // istiod merges entries of one namespace, ports and endpoints, as long as they are resolved in the same way.
  if (a.namespace === b.namespace) {
    const merged =
      (a.spec.resolution ?? 'NONE') === (b.spec.resolution ?? 'NONE') || !isDeepStrictEqual(scopes(a), scopes(b));
    return merged ? undefined : 'resolution';
  }
  if (!haveThirdClients(a, b)) return undefined;
  return FIELDS.find((field) => !isDeepStrictEqual(a.spec[field], b.spec[field]));
}

function scopes({spec, namespace}: Entry): string[] {
  return exportScopes(spec.exportTo, namespace).toSorted();
}

/** Whether clients of neither namespace see both: an entry for one namespace alone is meant to be an exception. */
function haveThirdClients(a: Entry, b: Entry): boolean {
  const [first, second] = [scopes(a), scopes(b)];
  const others = (list: readonly string[]) => list.filter((name) => name !== a.namespace && name !== b.namespace);
  if (first.includes(EVERYWHERE)) return others(second).length > 0;
  if (second.includes(EVERYWHERE)) return others(first).length > 0;
  return others(first).some((name) => second.includes(name));
}
