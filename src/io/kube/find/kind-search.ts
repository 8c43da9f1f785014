// SPDX-License-Identifier: Apache-2.0

import {type DiscoveredKind, kindsNamed} from '../../../kube/kinds.js';
import type {FoundKind} from '../cluster.js';
import type {ApiClient} from '../http/api-client.js';
import {type Discovered, discoverKinds} from '../verbs/discovery.js';

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
    const wellKnown = kindsNamed(WELL_KNOWN, text);
    if (wellKnown.length > 0) return wellKnown;
    asked ??= discoverKinds(client);
    asked.catch(() => {
      asked = undefined;
    });
    const {kinds, failures} = await asked;
    const found = kindsNamed(kinds, text);
    // The kind may be one of those that the server could not tell of.
    if (found.length === 0 && failures[0]) throw failures[0];
    return found;
  };
}
