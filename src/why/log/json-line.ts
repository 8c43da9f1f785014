// SPDX-License-Identifier: Apache-2.0
import {isMessage} from '../../envoy/dump/message.js';
import type {LogField} from './entry.js';
import type {Fields} from './format-string.js';
import {fieldOf} from './operators.js';

/** Keys of Istio's JSON log without an accessLogFormat (istio.io, "Envoy Access Logs"), and names that people give. */
const KEYS: Readonly<Record<string, LogField>> = {
  start_time: 'time',
  method: 'method',
  path: 'path',
  protocol: 'protocol',
  authority: 'authority',
  response_code: 'code',
  response_flags: 'flags',
  response_code_details: 'detail',
  connection_termination_details: 'termination',
  upstream_transport_failure_reason: 'transportFailure',
  bytes_sent: 'bytesSent',
  bytes_received: 'bytesReceived',
  duration: 'duration',
  request_id: 'requestId',
  user_agent: 'userAgent',
  upstream_host: 'upstreamHost',
  upstream_cluster: 'cluster',
  upstream_local_address: 'upstreamLocal',
  downstream_local_address: 'downstreamLocal',
  downstream_remote_address: 'downstreamRemote',
  requested_server_name: 'sni',
  route_name: 'routeName',
};

/**
 * Returns the texts of a line in JSON; undefined for one that is none, or has nothing of an access log.
 *
 * @param named Fields by key, as an accessLogFormat in JSON names them.
 */
export function readJsonLine(line: string, named: ReadonlyMap<string, LogField>): Fields | undefined {
  if (!line.startsWith('{')) return undefined;
  const value = parsed(line);
  if (!isMessage(value)) return undefined;
  const fields: Fields = {};
  for (const [key, each] of Object.entries(value)) {
    const field = named.get(key) ?? (Object.hasOwn(KEYS, key) ? KEYS[key] : undefined);
    if (field !== undefined && (typeof each === 'string' || typeof each === 'number')) fields[field] = String(each);
  }
  return fields.code === undefined && fields.flags === undefined && fields.cluster === undefined ? undefined : fields;
}

/** Returns the fields that an accessLogFormat in JSON has by its keys; none where the text is not JSON. */
export function jsonFormat(format: string): ReadonlyMap<string, LogField> {
  const value = parsed(format);
  if (!isMessage(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([key, each]): [string, LogField][] => {
      const [, operator] = typeof each === 'string' ? (/^%([^%]+)%$/.exec(each) ?? []) : [];
      const field = operator === undefined ? undefined : fieldOf(operator);
      return field === undefined ? [] : [[key, field]];
    }),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // It is no JSON, which the caller takes for an answer.
  }
}
