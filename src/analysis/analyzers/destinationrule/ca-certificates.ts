// SPDX-License-Identifier: Apache-2.0

import type {TrafficPolicy} from '../../../api/istio-types.js';
import type {Analyze} from '../../model/analyzer.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';

/** TLS without anything to verify the server against (§3.7). */
export const caCertificates: Analyze = function* (resources) {
  for (const rule of resources.all('DestinationRule')) yield* unverified(rule);
};

function* unverified(rule: Resource<'DestinationRule'>): Generator<Message> {
  const {host = '', trafficPolicy = {}, workloadSelector} = rule.spec;
  const selected = workloadSelector !== undefined;
  const about = (mode: string) => [fullName(rule), rule.namespace, mode, host];
  const path = ['spec', 'trafficPolicy'];
  const mode = unverifiedMode(trafficPolicy.tls, selected);
  if (mode !== undefined) yield message('IST0128', rule, about(mode), [...path, 'tls', 'caCertificates']);
  for (const [i, {port, tls}] of (trafficPolicy.portLevelSettings ?? []).entries()) {
    const portMode = unverifiedMode(tls, selected);
    if (portMode === undefined) continue;
    const portText = port ? (port.number ? `number:${port.number}` : '') : '<nil>';
    const tlsPath = [...path, 'portLevelSettings', i, 'tls', 'caCertificates'];
    yield message('IST0129', rule, [...about(portMode), portText], tlsPath);
  }
}

function unverifiedMode(tls: TrafficPolicy['tls'], selected: boolean): string | undefined {
  const {mode, caCertificates: file, credentialName} = tls ?? {};
  if ((mode !== 'SIMPLE' && mode !== 'MUTUAL') || file || (credentialName && selected)) return undefined;
  return mode;
}
