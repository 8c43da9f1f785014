// SPDX-License-Identifier: Apache-2.0
import {X509Certificate} from 'node:crypto';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {pathToRoot, readChain} from '../../src/certs/chain.js';
import type {CertificateKind, Holdings, Presented, Trusting} from '../../src/certs/holding.js';
import {type CertificateRow, judge} from '../../src/certs/judge.js';
import {certificateJson, certificateMetrics, certificateTable} from '../../src/writer/certs/report.js';
import {authority, type Certified, workload} from '../envoy-server/certificates.js';

const NOW = new Date('2026-06-01T12:00:00Z');
const HOUR = 3_600_000;
const at = (hours: number) => NOW.getTime() + hours * HOUR;
const years = {from: at(-1000), until: at(90_000)};
const day = {from: at(-1), until: at(23)};

const root = authority('root', years);
const other = authority('other', years);
const intermediate = authority('intermediate', {...years, issuer: root});
const CART = 'spiffe://cluster.local/ns/shop/sa/cart';

const chainOf = (...certified: Certified[]) =>
  readChain(certified.map(({certificate}) => certificate).join('')).certificates;
const short = ({certificate}: Certified) =>
  `${new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase().slice(0, 4)}..`;

function presented(name: string, chain: Certified[], more: Partial<Presented> = {}): Presented {
  return {namespace: 'shop', name, kind: 'workload', chain: chainOf(...chain), unreadable: 0, note: '', ...more};
}

function trusting(name: string, roots: Certified[], more: Partial<Trusting> = {}): Trusting {
  const kind = 'workload';
  return {namespace: 'shop', name, kind, roots: chainOf(...roots), bundles: new Map(), unreadable: 0, ...more};
}

function rowsOf(holdings: Partial<Holdings>, more: {window?: number; withRoots?: boolean} = {}): CertificateRow[] {
  const all = {presented: [], trusting: [], meshRoots: chainOf(root), unread: [], ...holdings};
  return judge(all, {now: NOW, window: 0, withRoots: false, ...more});
}

/** What of rows matters here. */
function told(rows: readonly CertificateRow[]) {
  return rows.map(({name, chain, finding = 'none', note}) => [name, chain, finding, note].filter(Boolean).join(' | '));
}

test('an authority that has expired comes first, and what it takes along names it', () => {
  const dead = authority('dead', {from: at(-1000), until: at(-2)});
  const holdings = {
    presented: [
      presented('cart', [workload(dead, {spiffe: CART, ...day})]),
      presented('pay', [workload(dead, {spiffe: CART, from: at(-9), until: at(-5)})]),
      presented('web', [workload(other, {dns: ['web'], ...day}), other], {kind: 'gateway', namespace: 'edge'}),
      presented('istio-ca-secret', [dead], {kind: 'ca', namespace: 'zz'}),
    ],
    trusting: [trusting('cart', [dead])],
    meshRoots: chainOf(dead),
  };
  expect(rowsOf(holdings).map(({name, kind, finding, because}) => [name, kind, finding, because])).toEqual([
    ['istio-ca-secret', 'ca', 'expired', undefined],
    ['web', 'gateway', undefined, undefined],
    ['cart', 'root', 'expired', 'zz/istio-ca-secret'],
    ['cart', 'workload', 'expired', 'zz/istio-ca-secret'],
    ['pay', 'workload', 'expired', 'zz/istio-ca-secret'],
  ]);
});

describe('what workloads present', () => {
  const leaf = workload(intermediate, {spiffe: CART, ...day});

  test.each<[string, Presented, string]>([
    ['a whole chain', presented('cart', [leaf, intermediate]), 'cart | ok | none'],
    ['with the root in it', presented('cart', [leaf, intermediate, root]), 'cart | ok | none'],
    ['in another order', presented('cart', [leaf, root, intermediate]), 'cart | ok | none'],
    [
      'a missing link',
      presented('cart', [leaf]),
      `cart | MISMATCH | mismatch | root differs from istiod's (issued by "CN=intermediate" vs ${short(root)})`,
    ],
    [
      'another root',
      presented('cart', [workload(other, {spiffe: CART, ...day}), other]),
      `cart | MISMATCH | mismatch | root differs from istiod's (${short(other)} vs ${short(root)})`,
    ],
    [
      'an authority of the same name with another key',
      presented('cart', [workload(authority('root', years), {spiffe: CART, ...day})]),
      `cart | MISMATCH | mismatch | root differs from istiod's (issued by "CN=root" vs ${short(root)})`,
    ],
    [
      'an intermediate that has expired under a leaf that has not',
      presented('cart', [
        leaf,
        authority('intermediate', {issuer: root, key: intermediate.key, from: at(-500), until: at(-48)}),
      ]),
      'cart | ok | expired | CN=intermediate expires first',
    ],
    [
      'an expired leaf',
      presented('cart', [workload(root, {spiffe: CART, from: at(-30), until: at(-6)})]),
      'cart | ok | expired',
    ],
    [
      'one that is not valid yet',
      presented('cart', [workload(root, {spiffe: CART, from: at(1), until: at(25)})]),
      'cart | ok | not yet valid | it is not valid yet',
    ],
    [
      'none at all',
      presented('cart', [], {missing: 'ztunnel says: Initializing'}),
      'cart | - | missing | ztunnel says: Initializing',
    ],
    ['rubbish', presented('cart', [], {unreadable: 1}), 'cart | - | unreadable | what is there is no certificate'],
  ])('%s', (_, holding, line) => {
    expect(told(rowsOf({presented: [holding]}))).toEqual([line]);
  });

  test('the first certificate to expire counts', () => {
    const soon = authority('intermediate', {issuer: root, key: intermediate.key, from: at(-500), until: at(2)});
    const [row] = rowsOf({presented: [presented('cart', [leaf, soon])]});
    expect(row).toMatchObject({
      expires: new Date(at(2)),
      trustDomain: 'cluster.local',
      names: [CART],
      issuer: 'CN=intermediate',
    });
  });

  test('a chain that was signed anew is as good as its best way up', () => {
    const old = authority('root', {key: root.key, from: at(-1000), until: at(-1)});
    const crossed = authority('intermediate', {...years, issuer: other, key: intermediate.key});
    const holding = presented('cart', [leaf, crossed, intermediate]);
    expect(told(rowsOf({presented: [holding], meshRoots: chainOf(old, root, other)}))).toEqual(['cart | ok | none']);
    expect(told(rowsOf({presented: [holding], meshRoots: chainOf(old)}))).toEqual([
      'cart | ok | expired | CN=root expires first',
    ]);
  });

  test('what expires within the window is a finding', () => {
    const holding = {presented: [presented('cart', [leaf, intermediate])]};
    expect(rowsOf(holding, {window: 22 * HOUR})[0]?.finding).toBeUndefined();
    expect(rowsOf(holding, {window: 24 * HOUR})[0]?.finding).toBe('expires soon');
  });

  test('the order of what comes behind the leaf does not count, and circles end', () => {
    const loop = authority('loop', {...years, issuer: intermediate});
    const back = authority('intermediate', {...years, issuer: loop, key: intermediate.key});
    const rest = [intermediate, root, other, loop, back];
    fc.assert(
      fc.property(fc.shuffledSubarray(rest, {minLength: 5}), (order) => {
        const path = pathToRoot(chainOf(leaf, ...order), chainOf(root));
        expect(path?.at(-1)?.x509.subject).toBe('CN=root');
      }),
    );
    expect(pathToRoot(chainOf(leaf, loop, back), chainOf(other))).toBeUndefined();
  });
});

describe('roots that change', () => {
  const before = presented('cart', [workload(root, {spiffe: CART, ...day})]);
  const after = presented('pay', [workload(other, {spiffe: 'spiffe://cluster.local/ns/shop/sa/pay', ...day})]);
  const meshRoots = chainOf(root, other);

  test('two roots that everybody holds are in order', () => {
    const holders = [trusting('cart', [root, other]), trusting('pay', [other, root])];
    expect(told(rowsOf({presented: [before, after], trusting: holders, meshRoots}))).toEqual([
      'cart | ok | none',
      'pay | ok | none',
    ]);
  });

  test('who does not hold the new one turns those away that have it', () => {
    const holders = [trusting('cart', [root]), trusting('pay', [other, root])];
    expect(told(rowsOf({presented: [before, after], trusting: holders, meshRoots}))).toEqual([
      `cart | MISMATCH | mismatch | does not hold ${short(other)}, holds ${short(root)}`,
      'cart | ok | none',
      'pay | ok | none',
    ]);
  });

  test('without istiod, what proxies hold decides', () => {
    const holders = [trusting('cart', [root]), trusting('pay', [root])];
    expect(told(rowsOf({presented: [before, after], trusting: holders, meshRoots: []}))[1]).toContain('pay | MISMATCH');
  });

  test('another trust domain has the roots of its SPIFFE bundle', () => {
    const guest = presented('guest', [workload(other, {spiffe: 'spiffe://partner.example/ns/a/sa/b', ...day})]);
    const bundles = new Map([
      ['partner.example', chainOf(other)],
      ['cluster.local', chainOf(root)],
    ]);
    const federated = trusting('cart', [root], {bundles});
    expect(told(rowsOf({presented: [guest], trusting: [federated]}))).toEqual(['guest | ok | none']);
    const strange = presented('guest', [workload(other, {spiffe: 'spiffe://stranger.example/ns/a/sa/b', ...day})]);
    expect(told(rowsOf({presented: [strange], trusting: [federated]}))[0]).toContain('guest | MISMATCH');
  });
});

describe('what namespaces, webhooks and Gateways hold', () => {
  const webhook = (roots: Certified[], more = {}) =>
    trusting('istio-sidecar-injector', roots, {kind: 'webhook', namespace: '', ...more});

  test.each<[string, Trusting, string[]]>([
    ['a bundle of istiod', webhook([root]), []],
    ['a bundle with one more', webhook([other, root]), []],
    [
      'a bundle of something else',
      webhook([other]),
      [`istio-sidecar-injector | MISMATCH | mismatch | does not hold ${short(root)}, holds ${short(other)}`],
    ],
    ['no bundle', webhook([], {missing: 'no caBundle'}), ['istio-sidecar-injector | - | missing | no caBundle']],
    [
      'an expired root',
      trusting('istio-ca-root-cert', [authority('r', {from: at(-50), until: at(-1)}), root], {kind: 'root'}),
      ['istio-ca-root-cert | ok | expired'],
    ],
  ])('%s', (_, holding, lines) => {
    expect(told(rowsOf({trusting: [holding]}))).toEqual(lines);
    expect(rowsOf({trusting: [holding]}, {withRoots: true}).length).toBe(1);
  });

  test.each<[string, Certified[], string]>([
    ['a public authority', [workload(other, {dns: ['shop.example'], ...day})], 'web/tls | ok | none'],
    ['one that signed itself', [authority('self', day)], 'web/tls | ok | none'],
    [
      'an expired one',
      [workload(other, {dns: ['shop.example'], from: at(-90), until: at(-49)})],
      'web/tls | ok | expired',
    ],
  ])('a Gateway with a certificate of %s', (_, chain, line) => {
    expect(told(rowsOf({presented: [presented('web/tls', chain, {kind: 'gateway'})]}))).toEqual([line]);
  });
});

describe('the report', () => {
  const kinds: [CertificateKind & Presented['kind'], string][] = [
    ['workload', 'cart'],
    ['gateway', 'web/tls-cert'],
    ['ca', 'istio-ca-secret'],
  ];
  const rows = rowsOf({
    presented: [
      ...kinds.map(([kind, name], i) => {
        const until = at([3, -50, 9000][i] ?? 0);
        return presented(name, [workload(root, {spiffe: CART, from: at(-99), until})], {
          kind,
          note: i === 1 ? 'Secret shop/tls-cert' : '',
        });
      }),
      presented('pay', [], {missing: 'there is no Secret shop/x', kind: 'gateway'}),
    ],
  });

  test('as a table', () => {
    expect(
      certificateTable(rows, NOW),
    ).toBe(`NAMESPACE  WORKLOAD         KIND      EXPIRES         CHAIN  TRUST DOMAIN   NOTE
shop       istio-ca-secret  ca        in 375d         ok     cluster.local  
shop       pay              gateway   -               -      -              there is no Secret shop/x
shop       web/tls-cert     gateway   expired 2d ago  ok     cluster.local  Secret shop/tls-cert
shop       cart             workload  in 3h           ok     cluster.local  
`);
  });

  test('for programs', () => {
    const document: unknown = JSON.parse(certificateJson(rows, [{what: 'x', reason: 'y'}]));
    expect(document).toMatchObject({
      apiVersion: 'istioctl/v1',
      kind: 'CertificateList',
      items: [
        {kind: 'ca'},
        {kind: 'gateway', finding: 'missing'},
        {kind: 'gateway', finding: 'expired', expires: '2026-05-30T10:00:00Z'},
        {kind: 'workload', names: [CART]},
      ],
      unread: [{what: 'x', reason: 'y'}],
    });
  });

  test('as metrics', () => {
    const text = certificateMetrics(rows, []);
    const line =
      /^istio_certificate_expiry_timestamp_seconds\{namespace="shop",name="cart",kind="workload",trust_domain="cluster.local",serial="[0-9a-f]+"\} (\d+)$/m;
    expect(Number(line.exec(text)?.[1]) * 1000).toBe(at(3));
    const names = text
      .split('\n')
      .filter((each) => each !== '')
      .map((each) => /^(?:# (?:HELP|TYPE) )?(\w+)/.exec(each)?.[1]);
    expect(new Set(names)).toEqual(
      new Set([
        'istio_certificate_expiry_timestamp_seconds',
        'istio_certificate_chain_valid',
        'istio_certificates_unread',
      ]),
    );
  });
});
