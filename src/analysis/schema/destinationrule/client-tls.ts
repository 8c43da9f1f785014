// SPDX-License-Identifier: Apache-2.0

import type {TrafficPolicy} from '../../../api/istio-types.js';
import {goQuote} from '../../model/go-format.js';
import {error, type Problems} from '../problem.js';

type ClientTls = NonNullable<TrafficPolicy['tls']>;

export function* clientTls(tls: TrafficPolicy['tls'], namespace: string): Problems {
  if (!tls) return;
  yield* configMap(tls.credentialName ?? '', namespace);
  yield* unverified(tls);
  const {mode = 'DISABLE', credentialName, clientCertificate, privateKey} = tls;
  if ((mode === 'SIMPLE' || mode === 'MUTUAL') && credentialName) {
    if (clientCertificate || tls.caCertificates || privateKey || tls.caCrl) {
      yield error('cannot specify client certificates or CA certificate or CA CRL If credentialName is set');
    }
    return;
  }
  if (mode !== 'MUTUAL') return;
  if (!clientCertificate) yield error('client certificate required for mutual tls');
  if (!privateKey) yield error('private key required for mutual tls');
}

const CONFIG_MAP = 'configmap://';

/** CAs may come from a ConfigMap of the rule's own namespace. */
function* configMap(name: string, namespace: string): Problems {
  if (!name.startsWith(CONFIG_MAP)) return;
  const [home, object] = name.slice(CONFIG_MAP.length).split(/\/(.*)/s);
  const invalid = (expected: string) =>
    error(`invalid configmap:// credentialName: invalid resource name ${goQuote(name)}. Expected ${expected}`);
  if (object === undefined) yield invalid('namespace and name');
  else if (home === '') yield invalid('namespace');
  else if (object === '') yield invalid('name');
  else if (home !== namespace) {
    const must = `namespace must match the configuration namespace ${goQuote(namespace)}`;
    yield error(`invalid configmap:// credentialName: ${must}`);
  }
}

function* unverified({insecureSkipVerify, mode, caCertificates, credentialName, subjectAltNames}: ClientTls): Problems {
  if (!insecureSkipVerify) return;
  const names = Boolean(subjectAltNames?.length);
  if (mode === 'SIMPLE' && (caCertificates || credentialName || names)) {
    yield error(
      'cannot specify CaCertificates or CredentialName or SubjectAltNames when InsecureSkipVerify is set true',
    );
  }
  if (mode === 'MUTUAL' && (caCertificates || names)) {
    yield error('cannot specify CaCertificates or SubjectAltNames when InsecureSkipVerify is set true');
  }
}
