// SPDX-License-Identifier: Apache-2.0
import {type ChainCertificate, firstToEnd, type Path, pathAlone, pathToRoot} from './chain.js';
import type {CertificateKind, Holdings, Presented, Trusting} from './holding.js';

export type Finding = 'expired' | 'not yet valid' | 'expires soon' | 'mismatch' | 'missing' | 'unreadable';

/** One line of the report. */
export interface CertificateRow {
  namespace: string;
  name: string;
  kind: CertificateKind;
  /** When the first certificate of the chain expires. */
  expires?: Date;
  chain: 'ok' | 'MISMATCH' | '-';
  trustDomain: string;
  /** Of the first certificate. */
  issuer: string;
  names: readonly string[];
  serial: string;
  note: string;
  finding?: Finding;
  /** The authority whose certificate is what is wrong with this one, as `namespace/name`. */
  because?: string;
}

export interface JudgeOptions {
  now: Date;
  /** Milliseconds; what expires sooner is a finding. */
  window: number;
  /** Roots that are in order are rows as well. */
  withRoots: boolean;
}

/**
 * A row per certificate: first the authority, where it is no longer valid, for it takes others along, then by namespace,
 * kind and name. What one holds and what others hold are seen together.
 */
export function judge(holdings: Holdings, options: JudgeOptions): CertificateRow[] {
  const references = referenceRoots(holdings);
  const inUse = new Map<string, ChainCertificate>();
  const rows: CertificateRow[] = [];
  const causes = authoritiesPastTime(holdings, options);
  const whose = holdings.meshRoots.length > 0 ? "istiod's" : 'those that proxies hold';
  for (const each of holdings.presented) {
    const {row, path} = judgePresented(each, {references, whose}, options);
    rows.push(each.kind === 'ca' ? row : withCause(row, path ?? each.chain, causes));
    const root = path?.at(-1);
    if (root && each.kind === 'workload') inUse.set(root.fingerprint, root);
  }
  for (const each of holdings.trusting) {
    const row = withCause(judgeTrusting(each, {inUse, meshRoots: holdings.meshRoots}, options), each.roots, causes);
    if (row.finding !== undefined || options.withRoots) rows.push(row);
  }
  return rows.sort(compareRows);
}

type Causes = ReadonlyMap<string, string>;

/** Certificates of authorities that are not valid now, by fingerprint, and the authority that has them. */
function authoritiesPastTime({presented, meshRoots}: Holdings, {now}: JudgeOptions): Causes {
  return new Map(
    presented
      .filter(({kind}) => kind === 'ca')
      .flatMap(({namespace, name, chain}) =>
        [...chain, ...meshRoots]
          .filter(({notBefore, notAfter}) => notAfter <= now || notBefore > now)
          .map(({fingerprint}): [string, string] => [fingerprint, `${namespace}/${name}`]),
      ),
  );
}

/** The row with the authority that is to blame for what was found of its times, if one is. */
function withCause(row: CertificateRow, chain: readonly ChainCertificate[], causes: Causes): CertificateRow {
  if (row.finding !== 'expired' && row.finding !== 'not yet valid') return row;
  const because = chain.map(({fingerprint}) => causes.get(fingerprint)).find((cause) => cause !== undefined);
  return because === undefined ? row : {...row, because};
}

/** Roots that a certificate may lead to, by trust domain; those under `` are good for any. */
type References = ReadonlyMap<string, readonly ChainCertificate[]>;

/** What istiod's authority is rooted in, else what proxies hold, and the bundles that proxies hold for other trust domains. */
function referenceRoots({meshRoots, trusting}: Holdings): References {
  const workloads = trusting.filter(({kind}) => kind === 'workload');
  const references = new Map([['', meshRoots.length > 0 ? meshRoots : workloads.flatMap(({roots}) => roots)]]);
  for (const {bundles} of workloads) {
    for (const [domain, roots] of bundles) references.set(domain, [...(references.get(domain) ?? []), ...roots]);
  }
  return references;
}

function judgePresented(
  presented: Presented,
  {references, whose}: {references: References; whose: string},
  options: JudgeOptions,
): {row: CertificateRow; path?: Path | undefined} {
  const {namespace, name, kind, chain, unreadable, note, missing} = presented;
  const [leaf] = chain;
  if (!leaf) return {row: nothing({namespace, name, kind}, missing, unreadable)};
  const roots = [...(references.get('') ?? []), ...(references.get(leaf.trustDomain) ?? [])];
  // What the world outside checks against is not known here.
  const isPublic = kind === 'gateway' || roots.length === 0;
  const path = isPublic ? pathAlone(chain) : pathToRoot(chain, roots);
  const row = rowOf({namespace, name, kind}, leaf, path ?? chain);
  const notes = [...(path ? [] : [mismatchText(chain, roots, whose)]), note];
  const judged = withTime({...row, chain: path ? 'ok' : 'MISMATCH'}, path ?? chain, notes, options);
  const finding = judged.finding ?? (path ? undefined : 'mismatch') ?? (unreadable > 0 ? 'unreadable' : undefined);
  return {row: {...judged, ...(finding && {finding})}, path};
}

function judgeTrusting(
  trusting: Trusting,
  {inUse, meshRoots}: {inUse: ReadonlyMap<string, ChainCertificate>; meshRoots: readonly ChainCertificate[]},
  options: JudgeOptions,
): CertificateRow {
  const {namespace, name, kind, roots, unreadable, missing} = trusting;
  const [first] = roots;
  if (!first) return nothing({namespace, name, kind: kind === 'workload' ? 'root' : kind}, missing, unreadable);
  const held = new Set([...roots, ...[...trusting.bundles.values()].flat()].map(({fingerprint}) => fingerprint));
  // Webhooks and namespaces must know istiod; proxies must know whoever others chain to.
  const wanted = kind === 'workload' && inUse.size > 0 ? [...inUse.values()] : meshRoots;
  const absent = wanted.filter((root) => !held.has(root.fingerprint));
  const isShort = kind === 'workload' ? absent.length > 0 : wanted.length > 0 && absent.length === wanted.length;
  const row = rowOf({namespace, name, kind: kind === 'workload' ? 'root' : kind}, first, roots);
  const note = isShort ? `does not hold ${short(absent)}, holds ${short(roots)}` : '';
  const judged = withTime({...row, chain: isShort ? 'MISMATCH' : 'ok'}, roots, [note], options);
  const finding = judged.finding ?? (isShort ? 'mismatch' : undefined) ?? (unreadable > 0 ? 'unreadable' : undefined);
  return {...judged, ...(finding && {finding})};
}

type Place = Pick<CertificateRow, 'namespace' | 'name' | 'kind'>;

function nothing(place: Place, missing: string | undefined, unreadable: number): CertificateRow {
  const note = missing ?? (unreadable > 0 ? 'what is there is no certificate' : 'no certificate');
  const finding = unreadable > 0 ? 'unreadable' : 'missing';
  return {...place, chain: '-', trustDomain: '', issuer: '', names: [], serial: '', note, finding};
}

function rowOf(place: Place, leaf: ChainCertificate, path: Path): CertificateRow {
  return {
    ...place,
    expires: firstToEnd(path).notAfter,
    chain: 'ok',
    trustDomain: leaf.trustDomain,
    issuer: leaf.x509.issuer.replaceAll('\n', ', '),
    names: leaf.names,
    serial: leaf.x509.serialNumber.toLowerCase(),
    note: '',
  };
}

/** The row with what its times give away, and its notes. */
function withTime(row: CertificateRow, path: Path, notes: string[], {now, window}: JudgeOptions): CertificateRow {
  const first = firstToEnd(path);
  const early = path.find(({notBefore}) => notBefore > now);
  const isOver = first.notAfter <= now;
  const finding: Finding | undefined = isOver
    ? 'expired'
    : early
      ? 'not yet valid'
      : first.notAfter.getTime() - now.getTime() < window
        ? 'expires soon'
        : undefined;
  const which = first === path[0] ? '' : `${subjectOf(first)} expires first`;
  const later = early ? `${early === path[0] ? 'it' : subjectOf(early)} is not valid yet` : '';
  const note = [...notes, which, later].filter((text) => text !== '').join('; ');
  return {...row, note, ...(finding && {finding})};
}

function mismatchText(chain: readonly ChainCertificate[], roots: readonly ChainCertificate[], whose: string): string {
  const last = pathAlone(chain).at(-1);
  const isRoot = last?.x509.subject === last?.x509.issuer;
  const own = last && isRoot ? short([last]) : `issued by ${JSON.stringify(last?.x509.issuer ?? '')}`;
  return `root differs from ${whose} (${own} vs ${short(roots)})`;
}

/** The beginnings of fingerprints, which is what tells roots apart. */
function short(certificates: readonly ChainCertificate[]): string {
  return [...new Set(certificates.map(({fingerprint}) => `${fingerprint.slice(0, 4)}..`))].join(', ');
}

function subjectOf({x509, fingerprint}: ChainCertificate): string {
  return x509.subject?.split('\n').join(', ') || `${fingerprint.slice(0, 4)}..`;
}

function compareRows(a: CertificateRow, b: CertificateRow): number {
  const isCause = ({kind, finding}: CertificateRow) => kind === 'ca' && finding !== undefined;
  const key = (row: CertificateRow) => `${isCause(row) ? 0 : 1}${row.namespace}\u0000${row.kind}\u0000${row.name}`;
  const [left, right] = [key(a), key(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
