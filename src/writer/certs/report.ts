// SPDX-License-Identifier: Apache-2.0
import type {Unread} from '../../certs/holding.js';
import type {CertificateRow} from '../../certs/judge.js';
import {alignColumns} from '../columns.js';

/** The table of certificates, with how long they hold from now on. */
export function certificateTable(rows: readonly CertificateRow[], now: Date): string {
  const lines = rows.map(({namespace, name, kind, expires, chain, trustDomain, note}) => [
    namespace || '-',
    name,
    kind,
    expires ? expiryText(expires, now) : '-',
    chain,
    trustDomain || '-',
    note,
  ]);
  return alignColumns([['NAMESPACE', 'WORKLOAD', 'KIND', 'EXPIRES', 'CHAIN', 'TRUST DOMAIN', 'NOTE'], ...lines], 2);
}

const UNITS: readonly [name: string, milliseconds: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
];

/** `in 3h`, `expired 2d ago`; two units are never needed to decide what to do. */
function expiryText(expires: Date, now: Date): string {
  const left = expires.getTime() - now.getTime();
  const length = Math.abs(left);
  const [name, milliseconds] = UNITS.find(([, each]) => length >= 2 * each) ?? ['m', 60_000];
  const text = `${Math.floor(length / milliseconds)}${name}`;
  return left > 0 ? `in ${text}` : `expired ${text} ago`;
}

/** One document with all there is to know, for programs. */
export function certificateJson(rows: readonly CertificateRow[], unread: readonly Unread[]): string {
  const items = rows.map(({expires, ...row}) => ({...row, expires: expires && timeText(expires)}));
  return `${JSON.stringify({apiVersion: 'istioctl/v1', kind: 'CertificateList', items, unread}, null, 2)}\n`;
}

function timeText(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** Metrics in Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/). */
export function certificateMetrics(rows: readonly CertificateRow[], unread: readonly Unread[]): string {
  const dated = rows.filter(({expires}) => expires !== undefined);
  const expiry = dated.map(
    (row) => `istio_certificate_expiry_timestamp_seconds${labels(row)} ${(row.expires?.getTime() ?? 0) / 1000}`,
  );
  const chains = dated.map((row) => `istio_certificate_chain_valid${labels(row)} ${row.chain === 'ok' ? 1 : 0}`);
  return [
    '# HELP istio_certificate_expiry_timestamp_seconds When the first certificate of a chain expires.',
    '# TYPE istio_certificate_expiry_timestamp_seconds gauge',
    ...expiry,
    '# HELP istio_certificate_chain_valid Whether a chain leads to a root that peers hold.',
    '# TYPE istio_certificate_chain_valid gauge',
    ...chains,
    '# HELP istio_certificates_unread Places that could not be looked at.',
    '# TYPE istio_certificates_unread gauge',
    `istio_certificates_unread ${unread.length}`,
    '',
  ].join('\n');
}

function labels({namespace, name, kind, trustDomain, serial}: CertificateRow): string {
  const pairs = Object.entries({namespace, name, kind, trust_domain: trustDomain, serial});
  return `{${pairs.map(([key, value]) => `${key}="${escaped(value)}"`).join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
