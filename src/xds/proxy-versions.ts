// SPDX-License-Identifier: Apache-2.0
import {type ConfigDump, findSection, sectionMessage} from '../envoy/config-dump.js';
import {isMessage, type Message, textField} from '../envoy/message.js';

/** Sections of a dump that say which version they are, and what istiod's debug page syncz calls that. */
const VERSIONED = [
  ['Clusters', 'cluster_acked'],
  ['Listeners', 'listener_acked'],
] as const;

/** A nonce of istiod is the version of a push and a UUID behind it. */
const UUID_LENGTH = 36;

/**
 * Sections that a proxy holds in another version than the one it confirmed to istiod, by its own dump and by istiod's
 * debug page; none for a proxy that the page does not know.
 */
export function unconfirmedSections(syncz: string, dump: ConfigDump, id: string): string[] {
  const entry = entryOf(syncz, id) ?? {};
  return VERSIONED.filter(([name, field]) => {
    const section = findSection(dump, name);
    const held = section && textField(sectionMessage(dump, section), 'version_info');
    const confirmed = textField(entry, field);
    return held && confirmed !== '' && confirmed.slice(0, -UUID_LENGTH) !== held;
  }).map(([name]) => name);
}

function entryOf(syncz: string, id: string): Message | undefined {
  const entries: unknown = JSON.parse(syncz);
  if (!Array.isArray(entries)) return undefined;
  return entries.filter(isMessage).find(({proxy}) => proxy === id);
}
