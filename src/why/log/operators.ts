// SPDX-License-Identifier: Apache-2.0
import type {LogField} from './entry.js';

/** Headers of the request that logs hold, in lower case. */
const REQUEST_HEADERS: Readonly<Record<string, LogField>> = {
  ':method': 'method',
  ':path': 'path',
  ':authority': 'authority',
  'x-envoy-original-path': 'path',
  'x-request-id': 'requestId',
  'user-agent': 'userAgent',
};

/** Operators without an argument that is of interest (Envoy, "Access logging", command operators). */
const OPERATORS: Readonly<Record<string, LogField>> = {
  START_TIME: 'time',
  PROTOCOL: 'protocol',
  RESPONSE_CODE: 'code',
  RESPONSE_FLAGS: 'flags',
  RESPONSE_CODE_DETAILS: 'detail',
  CONNECTION_TERMINATION_DETAILS: 'termination',
  UPSTREAM_TRANSPORT_FAILURE_REASON: 'transportFailure',
  BYTES_RECEIVED: 'bytesReceived',
  BYTES_SENT: 'bytesSent',
  DURATION: 'duration',
  UPSTREAM_HOST: 'upstreamHost',
  UPSTREAM_REMOTE_ADDRESS: 'upstreamHost',
  UPSTREAM_CLUSTER: 'cluster',
  UPSTREAM_CLUSTER_RAW: 'cluster',
  UPSTREAM_LOCAL_ADDRESS: 'upstreamLocal',
  DOWNSTREAM_LOCAL_ADDRESS: 'downstreamLocal',
  DOWNSTREAM_REMOTE_ADDRESS: 'downstreamRemote',
  REQUESTED_SERVER_NAME: 'sni',
  ROUTE_NAME: 'routeName',
};

/** Values that a field can have at all, and how long they are at most; what is not listed may be anything. */
const SHAPES: Partial<Record<LogField, {shape: RegExp; most: number}>> = {
  code: {shape: /^(?:\d{1,3}|-)$/, most: 3},
  flags: {shape: /^(?:[A-Z]+(?:,[A-Z]+)*|-)$/, most: 80},
  bytesReceived: {shape: /^(?:\d+|-)$/, most: 20},
  bytesSent: {shape: /^(?:\d+|-)$/, most: 20},
  duration: {shape: /^(?:\d+|-)$/, most: 20},
  protocol: {shape: /^(?:HTTP\/\d(?:\.\d)?|-)$/, most: 8},
  method: {shape: /^[!-~]+$/, most: 40},
};

/** Returns the field that an operator fills, as `REQ(:METHOD)` or `START_TIME`; undefined for all others. */
export function fieldOf(operator: string): LogField | undefined {
  const [, name = '', argument = ''] = /^([A-Z_0-9]+)(?:\(([^)]*)\))?/.exec(operator) ?? [];
  if (name !== 'REQ') return Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  const headers = argument.toLowerCase().split('?');
  const known = headers.find((header) => Object.hasOwn(REQUEST_HEADERS, header));
  return known === undefined ? undefined : REQUEST_HEADERS[known];
}

/** Whether a field can have that text as its value. */
export function canBe(field: LogField | undefined, text: string): boolean {
  const known = field && SHAPES[field];
  return known === undefined || (text.length <= known.most && known.shape.test(text));
}

/** How many characters a value of a field has at most that begins with a letter; undefined where any number will do. */
export function longestOf(field: LogField | undefined, first: string | undefined): number | undefined {
  // A path is a dash where there is none, and else begins with a slash; of OPTIONS it is a star.
  if (field === 'path' && first !== '/' && first !== '*') return first === '-' ? 1 : 0;
  return field && SHAPES[field]?.most;
}
