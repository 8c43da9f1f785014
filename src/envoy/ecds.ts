// SPDX-License-Identifier: Apache-2.0
import {compare} from './cluster.js';
import {type ConfigDump, messagesOf, sectionOf, sectionsOf} from './config-dump.js';
import {type Message, messageField, textField} from './message.js';

export interface ExtensionConfig {
  name: string;
  /** The type URL of the configuration; empty without one. */
  typeUrl: string;
}

/** All ECDS sections of a dump as one. Throws an IstioctlError where there is none. */
export function mergedEcds(dump: ConfigDump): Message {
  sectionOf(dump, 'Ecds');
  const filters = sectionsOf(dump, 'Ecds').flatMap((section) => [...messagesOf(dump, section, 'ecds_filters')]);
  return {ecds_filters: filters};
}

/** The extension configurations by type and name. */
export function extensionConfigs(dump: ConfigDump): ExtensionConfig[] {
  sectionOf(dump, 'Ecds');
  const configs: ExtensionConfig[] = [];
  for (const section of sectionsOf(dump, 'Ecds')) {
    for (const entry of messagesOf(dump, section, 'ecds_filters')) {
      const filter = messageField(entry, 'ecds_filter') ?? {};
      const typed = messageField(filter, 'typed_config');
      configs.push({name: textField(filter, 'name'), typeUrl: typed ? textField(typed, '@type') : ''});
    }
  }
  return configs.sort((a, b) => compare(a.typeUrl, b.typeUrl) || compare(a.name, b.name));
}
