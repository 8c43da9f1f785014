// SPDX-License-Identifier: Apache-2.0
import {compare} from './cluster.js';
import {type ConfigDump, mapMessages, sectionOf, sectionsOf} from './dump/config-dump.js';
import {type Message, messageField, textField} from './dump/message.js';

export interface ExtensionConfig {
  name: string;
  /** The type URL of the configuration; empty without one. */
  typeUrl: string;
}

/** All ECDS sections of a dump as one. Throws an IstioctlError where there is none. */
export function mergedEcds(dump: ConfigDump): Message {
  return {ecds_filters: mapFilters(dump, (entry) => entry)};
}

/** The extension configurations by type and name. */
export function extensionConfigs(dump: ConfigDump): ExtensionConfig[] {
  const configs = mapFilters(dump, (entry): ExtensionConfig => {
    const filter = messageField(entry, 'ecds_filter') ?? {};
    const typed = messageField(filter, 'typed_config');
    return {name: textField(filter, 'name'), typeUrl: typed ? textField(typed, '@type') : ''};
  });
  return configs.sort((a, b) => compare(a.typeUrl, b.typeUrl) || compare(a.name, b.name));
}

function mapFilters<T>(dump: ConfigDump, read: (entry: Message) => T): T[] {
  sectionOf(dump, 'Ecds');
  return sectionsOf(dump, 'Ecds').flatMap((section) => mapMessages(dump, section, ['ecds_filters'], read));
}
