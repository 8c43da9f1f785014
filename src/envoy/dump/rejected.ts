// SPDX-License-Identifier: Apache-2.0
import {type ConfigDump, findSection, mapMessages, type SectionName} from './config-dump.js';
import {type Message, messageField, textField} from './message.js';

/** A resource that Envoy was sent and would not take (envoy.admin.v3.UpdateFailureState); what it had before stays. */
export interface Rejection {
  type: RejectedType;
  name: string;
  /** What Envoy says is wrong with it. */
  details: string;
  /** The resource itself, as far as Envoy kept it. */
  resource: Message;
}

export type RejectedType = keyof typeof PLACES;

/** Where entries may have an `error_state`, and the field that holds the resource they have besides. */
const PLACES = {
  listener: {section: 'Listeners', lists: ['dynamic_listeners'], content: 'listener'},
  cluster: {section: 'Clusters', lists: ['dynamic_active_clusters', 'dynamic_warming_clusters'], content: 'cluster'},
  route: {section: 'Routes', lists: ['dynamic_route_configs'], content: 'route_config'},
  endpoint: {section: 'Endpoints', lists: ['dynamic_endpoint_configs'], content: 'endpoint_config'},
  secret: {section: 'Secrets', lists: ['dynamic_active_secrets', 'dynamic_warming_secrets'], content: 'secret'},
  extension: {section: 'Ecds', lists: ['ecds_filters'], content: 'ecds_filter'},
} as const satisfies Record<string, {section: SectionName; lists: readonly string[]; content: string}>;

const TYPES = Object.keys(PLACES).filter((name): name is RejectedType => name in PLACES);

/** The rejected resources of that type, or of all. */
export function rejectionsIn(dump: ConfigDump, types: readonly RejectedType[] = TYPES): Rejection[] {
  return types.flatMap((type) => {
    const {section: name, lists} = PLACES[type];
    const section = findSection(dump, name);
    return section ? mapMessages(dump, section, lists, (entry) => rejectionOf(type, entry)) : [];
  });
}

function rejectionOf(type: RejectedType, entry: Message): Rejection | undefined {
  const state = messageField(entry, 'error_state');
  if (!state) return undefined;
  const resource = messageField(state, 'failed_configuration') ?? {};
  const held = messageField(entry, PLACES[type].content) ?? {};
  const names = [entry, resource, held].flatMap((each) => [textField(each, 'name'), textField(each, 'cluster_name')]);
  return {type, name: names.find((name) => name !== '') ?? '', details: textField(state, 'details'), resource};
}

/** Envoy's reasons, of which it may write several in several lines. */
export function inOneLine(details: string): string {
  return details.trim().replaceAll(/\s*\n\s*/g, ' ');
}
