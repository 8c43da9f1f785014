// SPDX-License-Identifier: Apache-2.0
import {any, extension} from '../../any.js';
import type {EnvoyMessage} from '../../model/json.js';
import {cidrRange} from '../cidr.js';
import {type Condition, type Connectives, condition, type Layer, type Matcher} from './condition.js';
import type {Operation, When} from './policy.js';
import {anyOf, headerMatch, metadataMatch, stringMatch} from './string-match.js';

/** What is asked for, as permissions of Envoy's RBAC filter: https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation */

export const PERMISSIONS: Connectives = {
  and: (rules) => ({and_rules: {rules}}),
  or: (rules) => ({or_rules: {rules}}),
  not: (rule) => ({not_rule: rule}),
};

const HOST: Matcher = httpOnly((value) => ({header: headerMatch(':authority', value, true)}));
const METHOD: Matcher = httpOnly((value) => ({header: headerMatch(':method', value)}));
const PATH: Matcher = httpOnly(pathPermission);
const PORT: Matcher = {each: portPermission};

const DESTINATION_IP: Matcher = {
  each(value) {
    const range = cidrRange(value);
    return range && {destination_ip: range};
  },
};

const SNI: Matcher = {each: (value) => ({requested_server_name: stringMatch(value)})};

/** Metadata of Envoy's filters: `experimental.envoy.filters.FILTER[KEY]`. */
const METADATA_KEY = /^experimental\.(envoy\.filters\.[^[]*)\[(.*?)\]?$/s;
const METADATA = 'experimental.envoy.filters.';

/** Returns the conditions of an operation in the order in which istiod writes them. */
export function operationConditions(operation: Operation = {}): Condition[] {
  return [
    ...condition(HOST, operation.hosts, operation.notHosts),
    ...condition(METHOD, operation.methods, operation.notMethods),
    ...condition(PATH, operation.paths, operation.notPaths),
    ...condition(PORT, operation.ports, operation.notPorts),
  ];
}

/** Returns the matcher of a condition's key; undefined where the key is not one of operations. */
export function operationAttribute({key}: When): Matcher | undefined {
  if (key === 'destination.ip') return DESTINATION_IP;
  if (key === 'destination.port') return PORT;
  if (key === 'connection.sni') return SNI;
  return key.startsWith(METADATA) ? {all: (values) => metadataPermission(key, values)} : undefined;
}

function httpOnly(permission: (value: string) => EnvoyMessage): Matcher {
  return {each: (value, layer: Layer) => (layer === 'http' ? permission(value) : undefined)};
}

/** `{*}` is one segment of a path, `{**}` any number of them. */
function pathPermission(value: string): EnvoyMessage {
  if (!value.includes('{*}') && !value.includes('{**}')) return {url_path: {path: stringMatch(value)}};
  const template = value.replaceAll('{*}', '*').replaceAll('{**}', '**');
  const type = 'envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig';
  return {uri_template: extension('uri-template', any(type, {path_template: template}))};
}

function portPermission(value: string): EnvoyMessage | undefined {
  const port = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  return port <= 65_535 ? {destination_port: port} : undefined;
}

/** A value in brackets is one of a list. */
function metadataPermission(key: string, values: readonly string[]): EnvoyMessage | undefined {
  const [, filter, name] = METADATA_KEY.exec(key) ?? [];
  if (filter === undefined || name === undefined) return undefined;
  const matchers = values.map((value) => {
    const isList = value.startsWith('[') && value.endsWith(']');
    const text = {string_match: stringMatch(isList ? value.replaceAll(/^[[\]]+|[[\]]+$/g, '') : value)};
    return isList ? {list_match: {one_of: text}} : text;
  });
  return {metadata: metadataMatch(filter, [name], anyOf(matchers))};
}
