// SPDX-License-Identifier: Apache-2.0
import {type Certificate, holdsAt, readCertificates} from '../../envoy/certificate.js';
import {textIn} from '../../manifest/input/tree.js';
import {quantity} from '../../quantity.js';
import {check, failed, following, ok, someOf, warning} from '../check.js';

const DAY = 24 * 60 * 60_000;

/** How long before a root certificate ends people should know: to change one takes planning. */
const NOTICE = 30 * DAY;

export const CERTIFICATES = [
  check({
    id: 'C060',
    group: 'certificates',
    title: 'the root certificate is valid',
    when: 'after',
    doc: `When the root certificate has ended no workload trusts another. Changing it takes a time in which both roots are
trusted: plan it well before.`,
    needs: ['roots'],
    run({roots, settings: {istioNamespace, now}}) {
      const root = roots.find(({metadata}) => metadata.namespace === istioNamespace);
      const pem = textIn(root, ['data', 'root-cert.pem']);
      if (pem === undefined)
        return [following(warning(`namespace ${istioNamespace} has no ConfigMap istio-ca-root-cert yet`), 'C020')];
      const certificates = readCertificates(pem);
      if (certificates.length === 0) return [failed('the root certificate cannot be read')];
      return certificates.map((certificate) => lifetime(certificate, now));
    },
  }),
  check({
    id: 'C061',
    group: 'certificates',
    title: 'every namespace knows the root certificate',
    when: 'after',
    doc: `istiod writes its root certificate into the ConfigMap istio-ca-root-cert of every namespace, where proxies read it. A
namespace with another one trusts nobody of this mesh: two control planes may write in turn, or istiod is not ready.`,
    needs: ['roots', 'namespaces'],
    run({roots, namespaces, settings}) {
      const pems = new Map(
        roots.map((root) => [root.metadata.namespace, textIn(root, ['data', 'root-cert.pem'])?.trim()]),
      );
      const own = pems.get(settings.istioNamespace);
      if (own === undefined) return [];
      const live = namespaces.filter(({metadata}) => metadata.deletionTimestamp === undefined);
      const names = live.map(({metadata}) => metadata.name).filter((name) => !/^kube-|^local-path-storage$/.test(name));
      const other = names.filter((name) => pems.get(name) !== undefined && pems.get(name) !== own);
      const none = names.filter((name) => pems.get(name) === undefined);
      if (other.length > 0)
        return [
          failed(
            `${quantity(other.length, 'namespace has', 'namespaces have')} another root certificate`,
            someOf(other),
          ),
        ];
      if (none.length > 0)
        return [
          warning(`${quantity(none.length, 'namespace has', 'namespaces have')} no root certificate`, someOf(none)),
        ];
      return [ok(`${quantity(names.length, 'namespace has', 'namespaces have')} the root certificate`)];
    },
  }),
  check({
    id: 'C062',
    group: 'certificates',
    title: 'the Secrets of Gateways exist',
    when: 'after',
    doc: `A server of a Gateway whose Secret is missing takes no connection: the proxy waits for the certificate, and clients
see a connection that is reset or refused. The Secret has to be in the namespace of the gateway's pods for Gateways of
Istio, and for those of the Gateway API where the listener says. \`istioctl certs\` shows what is in each.`,
    needs: ['gatewaySecrets'],
    run({gatewaySecrets}) {
      const missing = gatewaySecrets.filter(({exists}) => !exists);
      if (missing.length === 0)
        return gatewaySecrets.length === 0
          ? []
          : [ok(quantity(gatewaySecrets.length, 'Secret of a Gateway exists', 'Secrets of Gateways exist'))];
      return missing.map(({gateway, secret}) =>
        failed(`Secret ${secret} of Gateway ${gateway} does not exist`, 'clients get no connection to what it is for'),
      );
    },
  }),
];

function lifetime(certificate: Certificate, now: Date) {
  const {notAfter} = certificate;
  const day = notAfter.toISOString().slice(0, 10);
  if (!holdsAt(certificate, now))
    return failed(notAfter < now ? `the root certificate ended on ${day}` : 'the root certificate is not valid yet');
  const left = notAfter.getTime() - now.getTime();
  const text = `the root certificate is valid until ${day}`;
  return left < NOTICE ? warning(`${text}, ${Math.floor(left / DAY)} days from now`) : ok(text);
}
