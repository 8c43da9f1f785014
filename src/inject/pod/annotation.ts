// SPDX-License-Identifier: Apache-2.0
import {isTree} from '../../manifest/input/tree.js';
import {canonicalQuantity} from '../typed/quantity.js';

/** What pods say to the injector (spec install.md §4.16). */
export const Annotation = {
  inject: 'sidecar.istio.io/inject',
  templates: 'inject.istio.io/templates',
  status: 'sidecar.istio.io/status',
  proxyConfig: 'proxy.istio.io/config',
  overrides: 'proxy.istio.io/overrides',
  interceptionMode: 'sidecar.istio.io/interceptionMode',
  nativeSidecar: 'sidecar.istio.io/nativeSidecar',
  imageType: 'sidecar.istio.io/proxyImageType',
  rewriteProbes: 'sidecar.istio.io/rewriteAppHTTPProbers',
  statusPort: 'status.sidecar.istio.io/port',
  mergeMetrics: 'prometheus.istio.io/merge-metrics',
} as const;

/** Throws an Error that says why the value will not do. */
type Check = (value: string) => void;

const CHECKS: Readonly<Record<string, Check>> = {
  [Annotation.interceptionMode]: (mode) => {
    if (!['REDIRECT', 'TPROXY', 'NONE'].includes(mode)) {
      throw new Error(`interceptionMode invalid, use REDIRECT,TPROXY,NONE: ${mode}`);
    }
  },
  [Annotation.statusPort]: (port) => {
    const problem = uintProblem(port.trim(), 65535);
    if (problem !== undefined)
      throw new Error(`excludeInboundPorts invalid: failed parsing port '${port}': ${problem}`);
  },
  ...each(['initialDelaySeconds', 'periodSeconds', 'failureThreshold'], (key) => [
    `readiness.status.sidecar.istio.io/${key}`,
    (value) => {
      const problem = uintProblem(value, 2 ** 32 - 1);
      if (problem !== undefined) throw new Error(problem);
    },
  ]),
  [Annotation.rewriteProbes]: checkBool,
  [Annotation.mergeMetrics]: checkBool,
  'traffic.sidecar.istio.io/includeOutboundIPRanges': (ranges) => {
    if (ranges !== '*') checkRanges('includeIPRanges', ranges);
  },
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': (ranges) => checkRanges('excludeIPRanges', ranges),
  'traffic.sidecar.istio.io/includeInboundPorts': (ports) => {
    if (ports !== '*') checkPorts('includeInboundPorts', ports);
  },
  'traffic.sidecar.istio.io/excludeInboundPorts': (ports) => checkPorts('excludeInboundPorts', ports),
  'traffic.sidecar.istio.io/excludeOutboundPorts': (ports) => checkPorts('excludeOutboundPorts', ports),
  'traffic.sidecar.istio.io/excludeInterfaces': checkInterfaces,
  'traffic.sidecar.istio.io/kubevirtInterfaces': checkInterfaces,
  'istio.io/reroute-virtual-interfaces': checkInterfaces,
  ...each(['proxyCPU', 'proxyMemory', 'proxyCPULimit', 'proxyMemoryLimit'], (key) => [
    `sidecar.istio.io/${key}`,
    (value) => {
      if (/[\p{Cc}]/u.test(value)) throw new Error('value contains control characters');
      canonicalQuantity(value);
    },
  ]),
};

/** What the reference takes and does nothing with. */
const STRICT_CHECKS: Readonly<Record<string, Check>> = {
  'traffic.sidecar.istio.io/includeOutboundPorts': (ports) => {
    if (ports !== '*') checkPorts('includeOutboundPorts', ports);
  },
  ...each(['sidecar.istio.io/userVolume', 'sidecar.istio.io/userVolumeMount', 'apm.datadoghq.com/env'], (key) => [
    key,
    checkJsonObject,
  ]),
};

function checkJsonObject(json: string): void {
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch (error) {
    throw new Error(`not JSON: ${error instanceof Error ? error.message : String(error)}`, {cause: error});
  }
  if (!isTree(read)) throw new Error('a JSON object is wanted');
}

function each(keys: readonly string[], entry: (key: string) => [string, Check]): Record<string, Check> {
  return Object.fromEntries(keys.map(entry));
}

/**
 * What is wrong with annotations, in their order: the key, and why its value will not do. `compat` leaves out what the
 * reference does not look at.
 */
export function annotationProblems(
  annotations: Readonly<Record<string, string>>,
  compat: boolean,
): {key: string; problem: string}[] {
  const checks = compat ? [CHECKS] : [CHECKS, STRICT_CHECKS];
  return Object.entries(annotations).flatMap(([key, value]) => {
    const check = checks.find((table) => Object.hasOwn(table, key))?.[key];
    try {
      check?.(value);
      return [];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return [{key, problem: `invalid value '${value}' for annotation '${key}': ${reason}`}];
    }
  });
}

/** The truth of a text as Go's ParseBool reads it; undefined for a text that says nothing. */
export function goBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text) ? false : undefined;
}

function checkBool(value: string): void {
  if (goBool(value) === undefined) throw new Error(`strconv.ParseBool: parsing "${value}": invalid syntax`);
}

function uintProblem(text: string, max: number): string | undefined {
  if (!/^\d+$/.test(text)) return `strconv.ParseUint: parsing "${text}": invalid syntax`;
  return BigInt(text) > BigInt(max) ? `strconv.ParseUint: parsing "${text}": value out of range` : undefined;
}

function checkPorts(what: string, ports: string): void {
  if (ports === '') return;
  for (const port of ports.split(',')) {
    const problem = uintProblem(port.trim(), 65535);
    if (problem === undefined) continue;
    throw new Error(`${what} invalid: failed parsing port '${port}': failed parsing port '${port}': ${problem}`);
  }
}

function checkRanges(what: string, ranges: string): void {
  if (ranges === '') return;
  for (const range of ranges.split(',')) {
    const problem = prefixProblem(range);
    if (problem === undefined) continue;
    throw new Error(`${what} invalid: failed parsing cidr '${range}': netip.ParsePrefix("${range}"): ${problem}`);
  }
}

function prefixProblem(range: string): string | undefined {
  const slash = range.lastIndexOf('/');
  if (slash < 0) return "no '/'";
  const address = range.slice(0, slash);
  const bits = range.slice(slash + 1);
  const isV6 = address.includes(':');
  const isAddress = isV6
    ? /^[0-9a-fA-F:.]+$/.test(address) && URL.canParse(`http://[${address}]/`)
    : /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|$)){4}$/.test(address) && !/(?:^|\.)0\d/.test(address);
  if (!isAddress) return `ParseAddr("${address}"): unable to parse IP`;
  if (!/^(?:0|[1-9]\d{0,2})$/.test(bits)) return `bad bits after slash: "${bits}"`;
  return Number(bits) > (isV6 ? 128 : 32) ? 'prefix length out of range' : undefined;
}

function checkInterfaces(list: string): void {
  if (list === '') return;
  for (const name of list.split(',').map((item) => item.trim())) {
    if (name === '') throw new Error('empty interface name');
    if (name.length > 15) throw new Error(`interface name "${name}" too long (max 15 chars)`);
    if (!/^[a-zA-Z][a-zA-Z0-9_.-]*$/.test(name))
      throw new Error(`interface name "${name}" contains invalid characters`);
  }
}
