// SPDX-License-Identifier: Apache-2.0
import {type EndpointAddress, readAddress} from './address.js';
import {passesAddress} from './address-filter.js';
import {compareClusterNames, parseClusterName} from './cluster.js';
import {type ConfigDump, findSection, mapMessages} from './dump/config-dump.js';
import {istioMetadata} from './dump/management.js';
import {enumField, integerField, type Message, messageField, messagesField, textField} from './dump/message.js';
import {type EndpointFilter, HEALTH, sameText} from './endpoint.js';

export interface AssignedEndpoint {
  /** `address:port` of the endpoint, its additional addresses behind it. */
  addresses: string[];
  status: string;
  /** `region/zone/subzone`, as far as known. */
  locality: string;
  cluster: string;
}

/**
 * The load assignments of a dump with only the endpoints that pass the filter, by cluster; those left without any are
 * left out, and none are there where the dump was taken without endpoints.
 */
export function loadAssignments(dump: ConfigDump, filter: EndpointFilter): Message[] {
  return byCluster(dump, filter, (message) => message);
}

/** The same as rows. */
export function assignedEndpoints(dump: ConfigDump, filter: EndpointFilter): AssignedEndpoint[] {
  return byCluster(dump, filter, assignmentRows).flat();
}

/** An endpoint with all that EDS said of it. */
export interface EdsEndpoint {
  address: string;
  /** 0 but for a socket. */
  port: number;
  cluster: string;
  status: string;
  /** `region/zone/subzone`, as far as known. */
  locality: string;
  /** Undefined where none was given. */
  weight: number | undefined;
  priority: number;
  /** What runs there, `Workload shop/pay-v1`; empty where Istio does not say. */
  workload: string;
}

/** The endpoints that pass the filter with what a load balancer needs to know of them, by cluster. */
export function edsEndpoints(dump: ConfigDump, filter: EndpointFilter): EdsEndpoint[] {
  return byCluster(dump, filter, (assignment) => {
    const cluster = textField(assignment, 'cluster_name');
    return messagesField(assignment, 'endpoints').flatMap((group) => {
      const shared = {
        cluster,
        locality: localityText(messageField(group, 'locality')),
        priority: integerField(group, 'priority') ?? 0,
      };
      return messagesField(group, 'lb_endpoints').map((each) => ({...shared, ...readEndpoint(each)}));
    });
  }).flat();
}

function readEndpoint(lbEndpoint: Message) {
  const [main] = addressesOf(lbEndpoint);
  const {kind, text, port} = main ?? readAddress(undefined);
  const workload = istioMetadata(messageField(lbEndpoint, 'metadata'))?.['workload'];
  const [name = '', namespace = ''] = typeof workload === 'string' ? workload.split(';') : [];
  return {
    address: kind === 'pipe' ? `unix://${text}` : text,
    port,
    status: statusOf(lbEndpoint),
    weight: integerField(lbEndpoint, 'load_balancing_weight'),
    workload: name === '' ? '' : `Workload ${namespace}/${name}`,
  };
}

function byCluster<T>(dump: ConfigDump, filter: EndpointFilter, read: (assignment: Message) => T): T[] {
  const section = findSection(dump, 'Endpoints');
  if (!section) return [];
  const lists = ['dynamic_endpoint_configs', 'static_endpoint_configs'];
  const kept = mapMessages(dump, section, lists, (entry) => {
    const assignment = messageField(entry, 'endpoint_config');
    const passing = assignment && withMatching(assignment, filter);
    return passing && {name: parseClusterName(textField(passing, 'cluster_name')), value: read(passing)};
  });
  return kept.sort((a, b) => compareClusterNames(a.name, b.name)).map(({value}) => value);
}

/** The assignment with the endpoints that pass; undefined without any. */
function withMatching(assignment: Message, filter: EndpointFilter): Message | undefined {
  if (!sameText(filter.cluster, textField(assignment, 'cluster_name'))) return undefined;
  let any = false;
  const endpoints = messagesField(assignment, 'endpoints').map((locality) => {
    const {lb_endpoints: _, lbEndpoints: __, ...rest} = locality;
    const passing = messagesField(locality, 'lb_endpoints').filter((endpoint) => passes(endpoint, filter));
    any ||= passing.length > 0;
    return {...rest, lb_endpoints: passing};
  });
  return any ? {...assignment, endpoints} : undefined;
}

function passes(endpoint: Message, {address, port, status}: EndpointFilter): boolean {
  const [main, ...additional] = addressesOf(endpoint);
  if (port && main?.port !== port) return false;
  if (!sameText(status, statusOf(endpoint))) return false;
  return [main, ...additional].some((each) => each && passesAddress(address, each.text, each.port));
}

function assignmentRows(assignment: Message): AssignedEndpoint[] {
  const cluster = textField(assignment, 'cluster_name');
  return messagesField(assignment, 'endpoints').flatMap((locality) =>
    messagesField(locality, 'lb_endpoints').map((endpoint) => ({
      addresses: addressesOf(endpoint).map(addressText),
      status: statusOf(endpoint),
      locality: localityText(messageField(locality, 'locality')),
      cluster,
    })),
  );
}

function addressesOf(lbEndpoint: Message): EndpointAddress[] {
  const endpoint = messageField(lbEndpoint, 'endpoint');
  const additional = endpoint ? messagesField(endpoint, 'additional_addresses') : [];
  return [endpoint, ...additional].map((holder) => readAddress(holder && messageField(holder, 'address')));
}

function addressText({kind, text, port}: EndpointAddress): string {
  return kind === 'socket' ? `${text}:${port}` : text;
}

function statusOf(endpoint: Message): string {
  return enumField(endpoint, 'health_status', HEALTH) ?? 'UNKNOWN';
}

/** `region/zone/subzone`, as far as known: `/zone` where the region is not. */
export function localityText(locality: Message | undefined): string {
  if (!locality) return '';
  const names = ['region', 'zone', 'sub_zone'].map((name) => textField(locality, name));
  const end = names.indexOf('', 1);
  return names.slice(0, end < 0 ? names.length : end).join('/');
}
