// SPDX-License-Identifier: Apache-2.0
import {holdsAt} from '../envoy/certificate.js';
import {list, struct, type TypeOf, text} from './codec.js';

const chainEntryCodec = struct({pem: text, serialNumber: text, validFrom: text, expirationTime: text});

export const certificateCodec = struct({
  identity: text,
  state: text,
  certChain: list(chainEntryCodec),
  rootCerts: list(chainEntryCodec),
});

export type CertificateState = TypeOf<typeof certificateCodec>;
type ChainEntry = TypeOf<typeof chainEntryCodec>;

export interface CertificateRow {
  identity: string;
  type: 'Leaf' | 'Intermediate' | 'Root' | 'NA';
  state: string;
  valid: boolean;
  serial: string;
  notAfter: string;
  notBefore: string;
}

/** A row per certificate of the chain and of its roots, in the order of the dump (spec/proxy.md §7.4). */
export function certificateRows(states: readonly CertificateState[] | null, now: Date): CertificateRow[] {
  return (states ?? []).flatMap((own) => {
    const {identity} = own;
    const state = own.state.includes('Unavailable') ? 'Unavailable' : own.state;
    const chain = own.certChain ?? [];
    const roots = own.rootCerts ?? [];
    if (chain.length === 0) {
      return [{identity, type: 'NA', state, valid: false, serial: 'NA', notAfter: 'NA', notBefore: 'NA'}];
    }
    return [
      ...chain.map((entry, i) => ({identity, state, type: placeInChain(i, chain, roots), ...entryRow(entry, now)})),
      ...roots.map((entry) => ({identity, state, type: 'Root' as const, ...entryRow(entry, now)})),
    ];
  });
}

function placeInChain(i: number, chain: readonly ChainEntry[], roots: readonly ChainEntry[]): CertificateRow['type'] {
  if (i === 0) return 'Leaf';
  return i === chain.length - 1 && roots.length === 0 ? 'Root' : 'Intermediate';
}

function entryRow({serialNumber, validFrom, expirationTime}: ChainEntry, now: Date) {
  return {
    valid: holdsAt({notBefore: new Date(validFrom), notAfter: new Date(expirationTime)}, now),
    serial: /^[+-]?\d+$/.test(serialNumber) ? BigInt(serialNumber.replace(/^\+/, '')).toString(16) : '<nil>',
    notAfter: expirationTime || 'NA',
    notBefore: validFrom || 'NA',
  };
}
