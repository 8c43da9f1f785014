// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {collectCertificates} from '../../src/certs/collect.js';
import {IstioctlError} from '../../src/errors.js';
import type {Proxy} from '../../src/fleet/proxy.js';
import type {KubeObject} from '../../src/io/kube/cluster.js';
import {authority, type Certified, workload} from '../envoy-server/certificates.js';

const root = authority('root');
const partner = authority('partner');
const pem = (text: string) => Buffer.from(text).toString('base64');
const keyOf = ({key}: Certified) => String(key.export({type: 'pkcs8', format: 'pem'}));

function secret(namespace: string, name: string, data: Record<string, string>): KubeObject {
  const encoded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, pem(value)]));
  return {apiVersion: 'v1', kind: 'Secret', metadata: {namespace, name}, data: encoded};
}

const web = workload(root, {dns: ['web.example']});
const OBJECTS: KubeObject[] = [
  secret('istio-system', 'istio-ca-secret', {'ca-cert.pem': root.certificate, 'ca-key.pem': keyOf(root)}),
  secret('edge', 'web-cert', {'tls.crt': web.certificate, 'tls.key': keyOf(web)}),
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {namespace: 'edge', name: 'istio-ca-root-cert'},
    data: {'root-cert.pem': root.certificate},
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: {namespace: 'shop', name: 'web'},
    spec: {
      selector: {istio: 'edge'},
      servers: [{tls: {credentialName: 'web-cert'}}, {tls: {credentialNames: ['gone']}}, {}],
    },
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: {namespace: 'shop', name: 'api'},
    spec: {listeners: [{tls: {certificateRefs: [{name: 'web-cert', namespace: 'edge'}]}}, {name: 'plain'}]},
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: {name: 'istio-sidecar-injector'},
    webhooks: [{clientConfig: {caBundle: pem(root.certificate)}}, {clientConfig: {caBundle: pem(root.certificate)}}],
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: {name: 'not-ours'},
    webhooks: [{}],
  },
];

const PROXIES: Proxy[] = [
  {namespace: 'edge', name: 'edge-0', role: 'gateway', labels: {istio: 'edge'}},
  {namespace: 'shop', name: 'cart-0', role: 'sidecar', labels: {}},
  {namespace: 'shop', name: 'late-0', role: 'sidecar', labels: {}, problem: 'the pod is Pending'},
  {namespace: 'istio-system', name: 'zt-0', role: 'ztunnel', labels: {app: 'ztunnel'}},
];

const identity = 'spiffe://cluster.local/ns/ambient/sa/web';
const ANSWERS: Record<string, string> = {
  'edge-0': readFileSync('test/testdata/examples/dump.json', 'utf8'),
  'cart-0': envoy(
    {
      name: 'default',
      tls_certificate: {
        certificate_chain: {
          inline_string: workload(root, {spiffe: 'spiffe://cluster.local/ns/shop/sa/cart'}).certificate,
        },
      },
    },
    {name: 'file-root:/etc/partner.pem', validation_context: {trusted_ca: {inline_string: partner.certificate}}},
    {
      name: 'partner-client',
      tls_certificate: {certificate_chain: {inline_string: workload(partner, {dns: ['cart']}).certificate}},
    },
    {name: 'on-disk', tls_certificate: {certificate_chain: {filename: '/etc/certs/chain.pem'}}},
  ),
  'zt-0': JSON.stringify({
    workloads: [],
    certificates: [
      {
        identity,
        state: 'Available',
        certChain: [{pem: pem(workload(root, {spiffe: identity}).certificate)}],
        rootCerts: [{pem: pem(root.certificate)}],
      },
      {identity: 'spiffe://cluster.local/ns/ambient/sa/new', state: 'Initializing', certChain: [], rootCerts: []},
    ],
  }),
};

function envoy(...secrets: {name: string; [field: string]: unknown}[]): string {
  const entries = secrets.map((each) => ({name: each.name, secret: each}));
  const section = {'@type': 'type.googleapis.com/envoy.admin.v3.SecretsConfigDump', dynamic_active_secrets: entries};
  return JSON.stringify({configs: [section]});
}

function collect(namespace: string | undefined, forbidden: string[] = []) {
  const allowed = (kind: string) => {
    if (forbidden.includes(kind)) throw new IstioctlError(`forbids to read ${kind}`);
  };
  return collectCertificates({
    cluster: {
      get: async ({kind}, key) => {
        allowed(kind);
        return OBJECTS.find(
          (each) => each.kind === kind && each.metadata.namespace === key.namespace && each.metadata.name === key.name,
        );
      },
      list: async (wanted, options) => {
        allowed(wanted.kind);
        return OBJECTS.filter(
          ({apiVersion, kind, metadata}) =>
            apiVersion === wanted.apiVersion &&
            kind === wanted.kind &&
            (!options?.namespace || metadata.namespace === options.namespace),
        );
      },
    },
    source: {
      find: async (selection) =>
        PROXIES.filter(
          (proxy) =>
            (!selection.namespace || proxy.namespace === selection.namespace) &&
            (selection.roles.length === 0 || selection.roles.includes(proxy.role)),
        ),
      ask: async ({name}) => ({bytes: Buffer.from(ANSWERS[name] ?? ''), name}),
    },
    namespace,
    istioNamespace: 'istio-system',
    concurrency: 4,
    timeout: 1000,
  });
}

describe('collectCertificates', () => {
  test('finds them wherever a mesh has them', async () => {
    const {presented, trusting, meshRoots, unread} = await collect(undefined);
    expect(
      presented.map(({namespace, name, kind, chain, missing}) => [namespace, name, kind, missing ?? chain.length]),
    ).toEqual([
      ['edge', 'edge-0', 'workload', 1],
      ['shop', 'cart-0', 'workload', 1],
      ['shop', 'cart-0', 'gateway', 1],
      ['ambient', 'sa/web', 'workload', 1],
      ['ambient', 'sa/new', 'workload', 'ztunnel says: Initializing'],
      ['istio-system', 'istio-ca-secret', 'ca', 1],
      ['edge', 'web/web-cert', 'gateway', 1],
      ['edge', 'web/gone', 'gateway', 'there is no Secret edge/gone'],
      ['edge', 'api/web-cert', 'gateway', 1],
    ]);
    expect(
      trusting.map(({namespace, name, kind, roots, missing}) => [namespace, name, kind, missing ?? roots.length]),
    ).toEqual([
      ['edge', 'edge-0', 'workload', 1],
      ['istio-system', 'zt-0', 'workload', 1],
      ['edge', 'istio-ca-root-cert', 'root', 1],
      ['shop', 'istio-ca-root-cert', 'root', 'there is no such ConfigMap: new pods with a proxy do not start'],
      ['', 'istio-sidecar-injector', 'webhook', 1],
    ]);
    expect(meshRoots.map(({x509}) => x509.subject)).toEqual(['CN=root']);
    expect(unread).toEqual([
      {what: 'cart-0.shop: on-disk', reason: 'it is in /etc/certs/chain.pem of the pod'},
      {what: 'late-0.shop', reason: 'the pod is Pending'},
    ]);
  });

  test('of one namespace, with the ztunnels that serve it', async () => {
    const {presented} = await collect('ambient');
    expect(presented.map(({namespace, name}) => `${namespace}/${name}`)).toEqual([
      'ambient/sa/web',
      'ambient/sa/new',
      'istio-system/istio-ca-secret',
    ]);
  });

  test('of a namespace whose Gateway is served by pods of another', async () => {
    const {presented, unread} = await collect('shop');
    const served = presented.filter(({kind}) => kind === 'gateway').map(({namespace, name}) => `${namespace}/${name}`);
    expect(served).toEqual(['shop/cart-0', 'edge/web/web-cert', 'edge/web/gone', 'edge/api/web-cert']);
    expect(unread.map(({what}) => what)).not.toContain('gateways of other namespaces');
  });

  test('keeps no private key', async () => {
    const text = JSON.stringify(await collect(undefined));
    expect(text).not.toContain('PRIVATE KEY');
    for (const own of [root, web]) expect(text).not.toContain(pem(keyOf(own)));
  });

  test('goes on where it may not look', async () => {
    const {meshRoots, unread, presented} = await collect(undefined, ['Secret', 'ValidatingWebhookConfiguration']);
    expect(unread.map(({what}) => what)).toEqual([
      'cart-0.shop: on-disk',
      'late-0.shop',
      'Secret istio-system/cacerts',
      'Secret istio-system/istio-ca-secret',
      'Secret edge/web-cert',
      'Secret edge/gone',
      'Secret edge/web-cert',
      'ValidatingWebhookConfiguration',
    ]);
    expect(meshRoots).toEqual([]);
    expect(presented.length).toBe(5);
  });
});
