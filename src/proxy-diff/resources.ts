// SPDX-License-Identifier: Apache-2.0
import {readAddress} from '../envoy/address.js';
import {
  type ConfigDump,
  findSection,
  mapMessages,
  messageAt,
  type SectionName,
  sectionMessage,
} from '../envoy/dump/config-dump.js';
import {field, integerField, type Message, messageField, messagesField, textField} from '../envoy/dump/message.js';
import {localityText} from '../envoy/eds.js';
import {listenerIn} from '../envoy/listener.js';

/** What can be compared, in the order of reports. */
export const RESOURCE_TYPES = ['bootstrap', 'cluster', 'listener', 'route', 'endpoint', 'secret', 'ecds'] as const;

export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** A resource of a dump, parsed when it is asked for. */
export interface Resource {
  name: string;
  read(): Message;
}

const SECTIONS: Record<ResourceType, SectionName> = {
  bootstrap: 'Bootstrap',
  cluster: 'Clusters',
  listener: 'Listeners',
  route: 'Routes',
  endpoint: 'Endpoints',
  secret: 'Secrets',
  ecds: 'Ecds',
};

/** Whether the dump says anything of resources of that type. */
export function holds(dump: ConfigDump, type: ResourceType): boolean {
  return findSection(dump, SECTIONS[type]) !== undefined;
}

/**
 * The resources of a type by name; some of a dump share one, such as the routes of listeners. What the dump says of when
 * and in which version it got them is left out; with `dynamic`, so is what the proxy was started with. Throws an IstioctlError where a resource does not fit its type.
 */
export function resourcesOf(
  dump: ConfigDump,
  type: ResourceType,
  {dynamic = false}: {dynamic?: boolean} = {},
): Map<string, Resource[]> {
  const found = new Map<string, Resource[]>();
  const section = findSection(dump, SECTIONS[type]);
  if (!section) return found;
  if (type === 'bootstrap') {
    const read = () => messageField(sectionMessage(dump, section), 'bootstrap') ?? {};
    return found.set('', [{name: '', read}]);
  }
  for (const [list, state] of LISTS[type]) {
    if (dynamic && !list.startsWith('dynamic_')) continue;
    const resourceIn = (entry: Message) => READERS[type](entry);
    mapMessages(dump, section, [list], (entry, span) => {
      const inner = resourceIn(entry);
      if (!inner) return;
      const name = `${inner.name}${state}`;
      const read = () => {
        const again = messageAt(dump.text, span);
        return withError(again, resourceIn(again)?.value ?? {});
      };
      const namesakes = found.get(name);
      if (namesakes) namesakes.push({name, read});
      else found.set(name, [{name, read}]);
    });
  }
  return found;
}

/** Lists of a section, and what is added to the names of resources that are not in use yet. */
const LISTS: Record<Exclude<ResourceType, 'bootstrap'>, [list: string, state: string][]> = {
  cluster: [
    ['dynamic_active_clusters', ''],
    ['static_clusters', ''],
    ['dynamic_warming_clusters', ' (warming)'],
  ],
  listener: [
    ['dynamic_listeners', ''],
    ['static_listeners', ''],
  ],
  route: [
    ['dynamic_route_configs', ''],
    ['static_route_configs', ''],
  ],
  endpoint: [
    ['dynamic_endpoint_configs', ''],
    ['static_endpoint_configs', ''],
  ],
  secret: [
    ['dynamic_active_secrets', ''],
    ['static_secrets', ''],
    ['dynamic_warming_secrets', ' (warming)'],
  ],
  ecds: [['ecds_filters', '']],
};

interface Named {
  name: string;
  value: Message;
}

const READERS: Record<Exclude<ResourceType, 'bootstrap'>, (entry: Message) => Named | undefined> = {
  cluster: (entry) => named(messageField(entry, 'cluster'), 'name'),
  // One that only warms or drains has no configuration in use.
  listener: (entry) => named(listenerIn(entry), 'name'),
  route: (entry) => named(messageField(entry, 'route_config'), 'name'),
  endpoint: (entry) => {
    const assignment = messageField(entry, 'endpoint_config');
    return assignment && {name: textField(assignment, 'cluster_name'), value: byAddress(assignment)};
  },
  secret: (entry) => {
    const secret = messageField(entry, 'secret');
    return secret && {name: textField(entry, 'name') || textField(secret, 'name'), value: secret};
  },
  ecds: (entry) => named(messageField(entry, 'ecds_filter'), 'name'),
};

function named(message: Message | undefined, key: string): Named | undefined {
  return message && {name: textField(message, key), value: message};
}

/** With what Envoy said when it refused an update. */
function withError(entry: Message, value: Message): Message {
  const error = messageField(entry, 'error_state');
  return error ? {...value, 'refused update': textField(error, 'details')} : value;
}

/** Endpoints by address, with the locality and priority of the group they are in: an endpoint may move between groups. */
function byAddress(assignment: Message): Message {
  const {endpoints: _, cluster_name: __, clusterName: ___, ...rest} = assignment;
  const found = new Map<string, Message>();
  for (const group of messagesField(assignment, 'endpoints')) {
    const {lb_endpoints: _, lbEndpoints: __, locality: ___, ...shared} = group;
    const locality = localityText(messageField(group, 'locality'));
    for (const each of messagesField(group, 'lb_endpoints')) {
      const endpoint = messageField(each, 'endpoint');
      const {kind, text, port} = readAddress(endpoint && messageField(endpoint, 'address'));
      const address = kind === 'socket' ? `${text}:${port}` : text;
      const again = found.has(address) ? `${address} in ${locality || 'no locality'}` : address;
      found.set(again, {
        ...each,
        locality,
        priority: integerField(group, 'priority') ?? 0,
        localityWeight: field(shared, 'load_balancing_weight'),
      });
    }
  }
  return {...rest, endpoints: Object.fromEntries(found)};
}
