// SPDX-License-Identifier: Apache-2.0

import type {TrafficPolicy} from '../../../api/istio-types.js';
import {parseGoDuration} from '../../../api/messages/go-duration.js';
import {goQuote} from '../../model/go-format.js';
import {isDnsLabel, wildcardDomainProblem} from '../checks/domain.js';
import {duration} from '../checks/duration.js';
import {portProblem} from '../checks/port.js';
import {localitySettings} from '../destinationrule/locality.js';
import {error, type Problem, type Problems, prefixed, warning} from '../problem.js';
import {defaultProxySettings, type ProxySettings, proxySettings} from './proxy-config.js';

/** Of the settings of a mesh those that have rules; what is left out has a default that is right. */
export interface MeshSettings {
  proxyListenPort?: number;
  connectTimeout?: string;
  protocolDetectionTimeout?: string;
  defaultConfig?: ProxySettings;
  localityLbSetting?: NonNullable<TrafficPolicy['loadBalancer']>['localityLbSetting'];
  serviceSettings?: {hosts?: string[]}[];
  trustDomain?: string;
  trustDomainAliases?: string[];
  meshMTLS?: {ecdhCurves?: string[]};
  tlsDefaults?: {ecdhCurves?: string[]};
}

/** The rules of spec §4.17. */
export function meshConfigProblems(settings: MeshSettings): Problem[] {
  return [...problems(settings)];
}

const MILLISECOND = 1e6;
const HOUR = 3.6e12;

function* problems(settings: MeshSettings): Problems {
  const port = settings.proxyListenPort === undefined ? undefined : portProblem(settings.proxyListenPort);
  if (port !== undefined) yield error(`invalid proxy listen port: ${port}`);
  yield* connectTimeout(settings.connectTimeout);
  const detection = settings.protocolDetectionTimeout;
  if (detection !== undefined && parseGoDuration(detection) % MILLISECOND !== 0) {
    yield error('invalid protocol detection timeout: only durations to ms precision are supported');
  }
  yield* proxySettings({...defaultProxySettings, ...settings.defaultConfig});
  yield* localitySettings(settings.localityLbSetting, true);
  yield* serviceHosts(settings.serviceSettings ?? []);
  yield* trustDomains(settings);
  if (settings.meshMTLS?.ecdhCurves?.length) yield error('mesh TLS does not support ECDH curves configuration');
  yield* curves(settings.tlsDefaults?.ecdhCurves ?? []);
}

function* connectTimeout(text: string | undefined): Problems {
  if (text === undefined) return;
  yield* prefixed('invalid connect timeout: ', duration(text));
  const nanoseconds = parseGoDuration(text);
  if (nanoseconds < MILLISECOND || nanoseconds > HOUR) {
    yield error(`invalid connect timeout: time ${text} must be >1ms and <1h0m0s`);
  }
}

function* serviceHosts(settings: readonly {hosts?: string[]}[]): Problems {
  for (const [i, {hosts = []}] of settings.entries()) {
    for (const host of hosts) {
      const problem = wildcardDomainProblem(host);
      if (problem !== undefined) yield error(`serviceSettings[${i}], host \`${host}\`: ${problem}`);
    }
  }
}

function* trustDomains({trustDomain, trustDomainAliases = []}: MeshSettings): Problems {
  const own = trustDomain === undefined ? undefined : trustDomainProblem(trustDomain);
  if (own !== undefined) yield error(`trustDomain: ${own}`);
  for (const [i, domain] of trustDomainAliases.entries()) {
    const problem = trustDomainProblem(domain);
    if (problem !== undefined) yield error(`trustDomainAliases[${i}], domain \`${domain}\` : ${problem}`);
  }
}

function trustDomainProblem(domain: string): string | undefined {
  if (domain === '') return 'empty domain name not allowed';
  return domain.split('.').every(isDnsLabel) ? undefined : `trust domain name ${goQuote(domain)} invalid`;
}

const CURVES = new Set(['P-224', 'P-256', 'P-384', 'P-521', 'X25519', 'X25519Kyber768Draft00', 'X25519MLKEM768']);

function* curves(names: readonly string[]): Problems {
  const unknown = names.filter((name) => !CURVES.has(name));
  const repeated = names.filter((name, i) => CURVES.has(name) && names.indexOf(name) !== i);
  if (unknown.length > 0) yield warning(`detected unrecognized ECDH curves: [${unknown.join(', ')}]`);
  if (repeated.length > 0) yield warning(`detected duplicate ECDH curves: [${repeated.join(', ')}]`);
}
