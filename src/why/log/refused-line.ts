// SPDX-License-Identifier: Apache-2.0

/** Configuration that a proxy would not take, as a log tells of it. */
export interface RefusedConfig {
  /** `RDS`, or the URL of a type. */
  type: string;
  /** Envoy's words. */
  details: string;
  /** `pod.namespace`; empty where the log is the proxy's own. */
  proxy: string;
  place: string;
}

const BY_PROXY = /config for (?:type\.googleapis\.com\/)?(\S+) rejected: (.*?)(?:\tthread=\d+)?$/;
const BY_ISTIOD = /ADS:(\w+): ACK ERROR (\S+?)(?:-\d+)? \w+:(.*)$/;

const TYPES: Readonly<Record<string, string>> = {
  RouteConfiguration: 'RDS',
  Listener: 'LDS',
  Cluster: 'CDS',
  ClusterLoadAssignment: 'EDS',
  TypedExtensionConfig: 'ECDS',
  Secret: 'SDS',
};

/** Returns the refusal that a line of istio-proxy's or istiod's log tells of; undefined for any other line. */
export function readRefusedLine(line: string, place: string): RefusedConfig | undefined {
  const own = BY_PROXY.exec(line);
  if (own) {
    const [, url = '', details = ''] = own;
    const name = url.split('.').at(-1) ?? '';
    return {type: (Object.hasOwn(TYPES, name) && TYPES[name]) || url, details, proxy: '', place};
  }
  const [, type, proxy, details] = BY_ISTIOD.exec(line) ?? [];
  if (type === undefined || proxy === undefined || details === undefined) return undefined;
  return {type, details, proxy, place};
}
