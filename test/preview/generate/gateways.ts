// SPDX-License-Identifier: Apache-2.0
import {type KubeObject, object, ownMesh, type Place} from './place.js';
import type {Random} from './random.js';
import {type Addresses, slice, status} from './services.js';

const PORTS = [
  {name: 'http2', number: 80, targetPort: 8080},
  {name: 'https', number: 443, targetPort: 8443},
  {name: 'tcp', number: 31400, targetPort: 31400},
  {name: 'tls', number: 15443, targetPort: 15443},
];

/** Makes the gateway workload of a mesh, with its Service. */
export function gatewayWorkload(place: Place, addresses: Addresses): KubeObject[] {
  const {random, gatewayNamespace: namespace} = place;
  const address = addresses.pod();
  const metadata = {
    name: 'igw-1',
    namespace,
    labels: {app: 'igw', istio: 'ingress', 'security.istio.io/tlsMode': 'istio'},
    annotations: {...(random.chance(40) && {'differential/proxy': 'router'}), 'inject.istio.io/templates': 'gateway'},
  };
  const spec = {serviceAccountName: 'igw', nodeName: 'node-0', containers: [{name: 'istio-proxy', image: 'auto'}]};
  const type = random.one('ClusterIP', 'LoadBalancer');
  return [
    {apiVersion: 'v1', kind: 'Pod', metadata, spec, status: status(address)},
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'igw', namespace, annotations: {'networking.istio.io/exportTo': ownMesh(place).exportTo.join()}},
      spec: {
        type,
        clusterIP: addresses.service(),
        selector: {app: 'igw'},
        ports: PORTS.map(({name, number, targetPort}) => ({name, port: number, targetPort, protocol: 'TCP'})),
      },
    },
    slice('igw', namespace, PORTS, [{name: 'igw-1', version: '', address, node: 0, ready: true}]),
  ];
}

/** Makes the Gateways of a mesh; their names as VirtualServices write them. */
export function gateways(place: Place): {names: string[]; objects: KubeObject[]} {
  const {random, gatewayNamespace, namespaces} = place;
  const objects = Array.from({length: random.below(3)}, (_, n) => {
    const namespace = random.chance(75) ? gatewayNamespace : random.one(...namespaces);
    const spec = {
      selector: random.one({istio: 'ingress'}, {app: 'igw'}, {app: 'igw', istio: 'ingress'}),
      servers: Array.from({length: 1 + random.below(3)}, (_unused, m) => server(place, `g${n}s${m}`)),
    };
    return {namespace, name: `gw${n}`, object: object('networking', 'Gateway', `gw${n}`, namespace, spec)};
  });
  return {names: objects.map(({namespace, name}) => `${namespace}/${name}`), objects: objects.map((one) => one.object)};
}

function server({random, index, namespaces}: Place, name: string): object {
  const domain = `m${index}.example`;
  const prefix = random.one('', '', '', './', '*/', `${random.one(...namespaces)}/`);
  const hosts = random
    .some([`a.${domain}`, `b.${domain}`, `*.${domain}`, '*'], 1)
    .slice(0, 2)
    .map((one) => `${prefix}${one}`);
  const own = random.fields(10, {name, bind: random.one('10.9.9.9', '0.0.0.0')});
  return {...own, hosts, ...random.one(http, tls, tls, passthrough, tcp)(random, name, domain)};
}

function http(random: Random, name: string): object {
  const number = random.one(80, 80, 8080, 8081);
  return {
    port: {number, name: `http-${name}`, protocol: random.one('HTTP', 'HTTP2', 'GRPC')},
    ...(random.chance(25) && {tls: {httpsRedirect: true}}),
  };
}

function tls(random: Random, name: string): object {
  const mode = random.one<object>(
    {mode: 'SIMPLE', credentialName: 'cred'},
    {mode: 'SIMPLE', serverCertificate: '/c', privateKey: '/k'},
    {mode: 'MUTUAL', credentialName: 'cred'},
    {mode: 'MUTUAL', serverCertificate: '/c', privateKey: '/k', caCertificates: '/ca', subjectAltNames: ['x']},
    {mode: 'OPTIONAL_MUTUAL', credentialName: 'cred'},
    {mode: 'ISTIO_MUTUAL'},
    {mode: 'SIMPLE', credentialNames: ['cred', 'cred-ecdsa']},
    {mode: 'MUTUAL', credentialName: 'cred', caCertCredentialName: 'cred-ca'},
    {
      mode: 'SIMPLE',
      tlsCertificates: [
        {serverCertificate: '/c', privateKey: '/k'},
        {serverCertificate: '/d', privateKey: '/l'},
      ],
    },
  );
  const more = random.fields(25, {
    minProtocolVersion: random.one('TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3'),
    maxProtocolVersion: random.one('TLS_AUTO', 'TLSV1_3'),
    cipherSuites: ['ECDHE-RSA-AES128-GCM-SHA256', 'AES128-SHA'],
    verifyCertificateHash: ['a'.repeat(64)],
    verifyCertificateSpki: ['c2hhMjU2'],
    ...('caCertificates' in mode && {caCrl: '/crl'}),
  });
  return {
    port: {number: random.one(443, 443, 8443), name: `tls-${name}`, protocol: random.one('HTTPS', 'HTTPS', 'TLS')},
    tls: {...mode, ...more},
  };
}

function passthrough(random: Random, name: string, domain: string): object {
  if (random.chance(40))
    return {
      port: {number: 15443, name: `auto-${name}`, protocol: 'TLS'},
      hosts: ['*.local', `*.${domain}`].slice(random.below(2)),
      tls: {mode: 'AUTO_PASSTHROUGH'},
    };
  return {
    port: {number: random.one(443, 15443), name: `pass-${name}`, protocol: random.one('TLS', 'HTTPS')},
    tls: {mode: 'PASSTHROUGH'},
  };
}

function tcp(random: Random, name: string): object {
  return {port: {number: random.one(31400, 9000), name: `tcp-${name}`, protocol: random.one('TCP', 'MONGO', 'REDIS')}};
}
