// SPDX-License-Identifier: Apache-2.0
import {entryOf, type LogEntry, type LogField} from './entry.js';
import {type Fields, formatReader} from './format-string.js';
import {jsonFormat, readJsonLine} from './json-line.js';
import {type RefusedConfig, readRefusedLine} from './refused-line.js';
import {readZtunnelLine} from './ztunnel-line.js';

/** What logs hold. */
export interface LogContent {
  entries: LogEntry[];
  refusals: RefusedConfig[];
  /** Lines of a proxy's or istiod's own log, which say nothing of a request. */
  others: number;
  /** Lines that are neither. */
  unreadable: number;
}

export interface LogFile {
  name: string;
  text: string;
}

/** Istio's format where the mesh has none (istio.io, "Envoy Access Logs", default access log format). */
const ISTIO_FORMAT = [
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS%',
  '%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%"',
  '%BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%"',
  '"%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER_RAW%',
  '%UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%',
].join(' ');

/** Envoy's own format (Envoy, "Access logging", default format string). */
const ENVOY_FORMAT = [
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS%',
  '%BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%"',
  '"%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%"',
].join(' ');

/** What `kubectl logs --prefix`, `--timestamps` and container runtimes put before a line. */
const PREFIXES = [/^\[pod\/[^\]]+\] /, /^\S+Z (?:stdout|stderr) [FP] /, /^\d{4}-\d\d-\d\dT[\d:.]+Z (?=[[{A-Z])/];

/** Lines of istio-proxy, istiod, ztunnel and of stack traces of theirs. */
const OWN_LINE =
  /^(?:\d{4}-\d\d-\d\dT\S+\s+(?:trace|debug|info|warn|warning|error|critical|fatal)\b|\[\d{4}-[^\]]*\]\[\d+\]\[)/i;

/**
 * Reads logs: access logs of Envoy as text and as JSON, in the formats given too, and of ztunnel, between whatever else
 * istio-proxy and istiod write. Lines that are nothing of that kind are counted.
 *
 * @param formats `accessLogFormat` of meshes.
 */
export function readLogs(files: readonly LogFile[], formats: readonly string[]): LogContent {
  const custom = formats.filter((format) => !format.trimStart().startsWith('{'));
  const readers = [...new Set([...custom, ISTIO_FORMAT, ENVOY_FORMAT])].map(formatReader);
  const keys = new Map(formats.flatMap((format) => [...jsonFormat(format)]));
  const content: LogContent = {entries: [], refusals: [], others: 0, unreadable: 0};
  for (const {name, text} of files) {
    for (const [i, raw] of text.split(/\r?\n/).entries()) {
      if (raw.trim() !== '') readLine(content, {raw, place: `${name}:${i + 1}`}, readers, keys);
    }
  }
  return content;
}

type Reader = (line: string) => Fields | undefined;

function readLine(
  content: LogContent,
  {raw, place}: {raw: string; place: string},
  readers: readonly Reader[],
  keys: ReadonlyMap<string, LogField>,
): void {
  const lines = [raw, ...PREFIXES.filter((each) => each.test(raw)).map((each) => raw.replace(each, ''))];
  for (const line of lines) {
    const entry = entryIn(line, place, readers, keys);
    if (entry) return void content.entries.push(entry);
  }
  const refusal = readRefusedLine(raw, place);
  if (refusal) content.refusals.push(refusal);
  else if (lines.some((line) => OWN_LINE.test(line))) content.others++;
  else content.unreadable++;
}

function entryIn(
  line: string,
  place: string,
  readers: readonly Reader[],
  keys: ReadonlyMap<string, LogField>,
): LogEntry | undefined {
  const json = readJsonLine(line, keys);
  if (json) return entryOf({line, place, format: 'json'}, json);
  const ztunnel = readZtunnelLine(line, place);
  if (ztunnel) return ztunnel;
  for (const read of readers) {
    const fields = read(line);
    if (fields) return entryOf({line, place, format: 'text'}, fields);
  }
  return undefined;
}
