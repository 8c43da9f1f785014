// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../../model/go-format.js';

/** What is wrong with the name of a cluster that gateways between networks route on, `outbound_.80_._.host`. */
export function sniDomainProblem(host: string): string | undefined {
  const parts = host.split('_');
  if (parts.length < 4) return `domain name ${host} invalid, should follow 'outbound_.<PORT>_._.<HOSTNAME>' format`;
  const label = (index: number) => (parts[index] ?? '').replace(/^\.+|\.+$/g, '');
  const bad = !/\d/.test(label(1)) ? label(1) : !/[a-zA-Z]/.test(label(3)) ? label(3) : undefined;
  if (bad === undefined) return undefined;
  const should = 'should follow outbound_.<PORT>_._.<HOSTNAME> format';
  return `domain name ${goQuote(host)} invalid (label ${goQuote(bad)} invalid). ${should}`;
}
