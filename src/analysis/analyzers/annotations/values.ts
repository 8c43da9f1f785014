// SPDX-License-Identifier: Apache-2.0

import {decodeMessage} from '../../../api/messages/decode.js';
import {DecodeError} from '../../../api/messages/decode-error.js';
import {messageNamed} from '../../../api/messages/index.js';
import {YamlError} from '../../../yaml/error.js';
import {parseYaml} from '../../../yaml/parse.js';
import {goQuote} from '../../model/go-format.js';
import {prefixReason} from '../../schema/checks/address.js';
import {defaultProxySettings, type ProxySettings, proxySettings} from '../../schema/mesh/proxy-config.js';
import {multiError} from '../../schema/problem.js';

/** What is wrong with a value, in Go's words; undefined where nothing is. */
type Check = (value: string) => string | undefined;

const UINT16 = 65_535;
const UINT32 = 0xffff_ffff;

function unsigned(text: string, most: number): string | undefined {
  const invalid = (reason: string) => `strconv.ParseUint: parsing ${goQuote(text)}: ${reason}`;
  if (!/^\d+$/.test(text)) return invalid('invalid syntax');
  return Number(text) > most ? invalid('value out of range') : undefined;
}

function port(text: string): string | undefined {
  const trimmed = text.trim();
  const reason = unsigned(trimmed, UINT16);
  return reason === undefined ? undefined : `failed parsing port '${trimmed}': ${reason}`;
}

function ports(what: string, {star = false} = {}): Check {
  return (value) => {
    if (value === '' || (star && value === '*')) return undefined;
    for (const text of value.split(',')) {
      const reason = port(text);
      if (reason !== undefined) return `${what} invalid: failed parsing port '${text}': ${reason}`;
    }
    return undefined;
  };
}

function ranges(what: string, {star = false} = {}): Check {
  return (value) => {
    if (value === '' || (star && value === '*')) return undefined;
    for (const text of value.split(',')) {
      const reason = prefixReason(text);
      if (reason !== undefined) {
        return `${what} invalid: failed parsing cidr '${text}': netip.ParsePrefix(${goQuote(text)}): ${reason}`;
      }
    }
    return undefined;
  };
}

const interfaces: Check = (value) => {
  if (value === '') return undefined;
  for (const name of value.split(',').map((text) => text.trim())) {
    if (name === '') return 'empty interface name';
    if (name.length > 15) return `interface name ${goQuote(name)} too long (max 15 chars)`;
    if (!/^[a-zA-Z][a-zA-Z0-9_.-]*$/.test(name)) return `interface name ${goQuote(name)} contains invalid characters`;
  }
  return undefined;
};

const bool: Check = (value) =>
  /^(?:1|0|t|T|TRUE|true|True|f|F|FALSE|false|False)$/.test(value)
    ? undefined
    : `strconv.ParseBool: parsing ${goQuote(value)}: invalid syntax`;

const FORM = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const NUMBER = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$/;
const SUFFIX = /^(?:|[numkMGTPE]|[KMGTPE]i|[eE][-+]?[0-9]+)$/;

const quantity: Check = (value) => {
  if (/\p{Cc}/u.test(value)) return 'value contains control characters';
  const [, number = '', suffix = ''] = FORM.exec(value) ?? [];
  if (!NUMBER.test(number)) return `quantities must match the regular expression '${FORM.source}'`;
  return SUFFIX.test(suffix) ? undefined : "unable to parse quantity's suffix";
};

const interceptionMode: Check = (value) =>
  ['REDIRECT', 'TPROXY', 'NONE'].includes(value)
    ? undefined
    : `interceptionMode invalid, use REDIRECT,TPROXY,NONE: ${value}`;

const proxyConfig: Check = (value) => {
  const refused = (reason: string) => `failed to convert to apply proxy config: ${reason}`;
  try {
    const given = decodeMessage<ProxySettings>(messageNamed('istio.mesh.v1alpha1.ProxyConfig'), parseYaml(value));
    const problems = [...proxySettings({...defaultProxySettings, ...given})].filter(({level}) => level === 'Error');
    return problems.length === 0 ? undefined : multiError(problems.map(({text}) => text));
  } catch (error) {
    if (error instanceof DecodeError) return refused(error.message);
    if (error instanceof YamlError) return refused(`yaml: line ${error.line}: ${error.message}`);
    throw error;
  }
};

const count: Check = (value) => unsigned(value, UINT32);
const STATUS = 'readiness.status.sidecar.istio.io';
const SIDECAR = 'sidecar.istio.io';
const TRAFFIC = 'traffic.sidecar.istio.io';

/** Annotations whose value is looked at; that of any other is free (spec §3.1). */
export const valueChecks: ReadonlyMap<string, Check> = new Map([
  [`${SIDECAR}/interceptionMode`, interceptionMode],
  [
    'status.sidecar.istio.io/port',
    (value: string) => {
      const reason = port(value);
      return reason === undefined ? undefined : `excludeInboundPorts invalid: ${reason}`;
    },
  ],
  [`${STATUS}/initialDelaySeconds`, count],
  [`${STATUS}/periodSeconds`, count],
  [`${STATUS}/failureThreshold`, count],
  [`${TRAFFIC}/includeOutboundIPRanges`, ranges('includeIPRanges', {star: true})],
  [`${TRAFFIC}/excludeOutboundIPRanges`, ranges('excludeIPRanges')],
  [`${TRAFFIC}/includeInboundPorts`, ports('includeInboundPorts', {star: true})],
  [`${TRAFFIC}/excludeInboundPorts`, ports('excludeInboundPorts')],
  [`${TRAFFIC}/excludeOutboundPorts`, ports('excludeOutboundPorts')],
  [`${TRAFFIC}/excludeInterfaces`, interfaces],
  [`${TRAFFIC}/kubevirtInterfaces`, interfaces],
  ['istio.io/reroute-virtual-interfaces', interfaces],
  ['prometheus.istio.io/merge-metrics', bool],
  ['proxy.istio.io/config', proxyConfig],
  ...['proxyCPU', 'proxyMemory', 'proxyCPULimit', 'proxyMemoryLimit'].map(
    (name) => [`${SIDECAR}/${name}`, quantity] as const,
  ),
]);
