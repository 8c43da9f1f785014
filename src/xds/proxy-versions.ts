// SPDX-License-Identifier: Apache-2.0
import {isMessage, type Message, textField} from '../envoy/dump/message.js';
import {IstioctlError} from '../errors.js';

/**
 * The version of what Envoy took last, by what it is of, and what istiod's debug page syncz calls that. A config dump has
 * versions, too, but those of the last push that changed something (Envoy: configuration/upstream/cluster_manager/cds and
 * configuration/listeners/lds, Statistics).
 */
const VERSIONED = [
  ['cluster_manager.cds.version_text', 'cluster_acked', 'Clusters'],
  ['listener_manager.lds.version_text', 'listener_acked', 'Listeners'],
] as const;

/** The page of an Envoy's admin port that {@link unconfirmedSections} reads. */
export const VERSIONS_PAGE = `stats?format=json&filter=${encodeURIComponent('(cds|lds)\\.version_text$')}`;

/** A nonce of istiod is the version of a push and a UUID behind it. */
const UUID_LENGTH = 36;

/**
 * What a proxy took in another version than the one it confirmed to istiod, by its own statistics and by istiod's debug
 * page; nothing of a proxy that the page does not know, or that keeps no such statistics. Throws an IstioctlError for
 * pages that are no JSON.
 */
export function unconfirmedSections(syncz: string, stats: string, id: string): string[] {
  const entry = entryOf(syncz, id) ?? {};
  const versions = versionsIn(stats);
  return VERSIONED.filter(([stat, field]) => {
    const taken = versions.get(stat);
    const confirmed = textField(entry, field);
    return taken && confirmed !== '' && confirmed.slice(0, -UUID_LENGTH) !== taken;
  }).map(([, , name]) => name);
}

function versionsIn(stats: string): Map<string, string> {
  const page = parsed(stats, 'the statistics of the proxy are');
  const list = isMessage(page) && Array.isArray(page['stats']) ? page['stats'].filter(isMessage) : [];
  return new Map(list.map((stat) => [textField(stat, 'name'), textField(stat, 'value')]));
}

function parsed(json: string, what: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new IstioctlError(`${what} no JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function entryOf(syncz: string, id: string): Message | undefined {
  const entries = parsed(syncz, "istiod's page syncz is");
  if (!Array.isArray(entries)) return undefined;
  return entries.filter(isMessage).find(({proxy}) => proxy === id);
}
