// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../../model/go-format.js';
import type {Specs} from '../../model/resource.js';
import {address, UNIX, unixPath} from '../checks/address.js';
import {splitHostPort} from '../checks/host-port.js';
import {isHttp, isTls, port, portName, protocol} from '../checks/port.js';
import {connectionPool} from '../destinationrule/connection-pool.js';
import {serverTls} from '../gateway/server-tls.js';
import {error, type Problems, warning} from '../problem.js';

type Listener = NonNullable<Specs['Sidecar']['ingress']>[number];

export function* ingressListeners(listeners: readonly Partial<Listener>[]): Problems {
  const numbers = new Set<number>();
  for (const listener of listeners) {
    if (!listener.port) {
      yield error('sidecar: port is required for ingress listeners');
      continue;
    }
    yield* listenerPort(listener.port);
    if (listener.bind) yield* address(listener.bind);
    const number = listener.port.number ?? 0;
    if (numbers.has(number)) yield error('sidecar: ports on IP bound listeners must be unique');
    numbers.add(number);
    yield* defaultEndpoint(listener.defaultEndpoint);
    yield* tls(listener);
    yield* pool(listener);
  }
}

function* listenerPort({number, name, protocol: spoken, targetPort}: NonNullable<Listener['port']>): Problems {
  if (targetPort) yield error('targetPort has no impact on Sidecars');
  if (name) yield* portName(name);
  yield* protocol(spoken);
  yield* port(number);
}

const LOCAL = ['', '127.0.0.1', '0.0.0.0', '::1', '::'];

function* defaultEndpoint(endpoint: string | undefined): Problems {
  if (!endpoint) return;
  if (endpoint.startsWith(UNIX)) {
    yield* unixPath(endpoint.slice(UNIX.length));
    return;
  }
  const split = splitHostPort(endpoint);
  if (typeof split === 'string') yield error(split);
  // What could not be split is then looked at as if both parts were empty.
  const parts = typeof split === 'string' ? {host: '', port: ''} : split;
  if (!LOCAL.includes(parts.host)) {
    const form = '127.0.0.1:<port>,0.0.0.0:<port>,[::1]:port,[::]:port,unix://filepath or unset';
    yield error(`sidecar: defaultEndpoint must be of form ${form}`);
  }
  if (!/^[+-]?\d+$/.test(parts.port)) {
    const reason = `strconv.Atoi: parsing ${goQuote(parts.port)}: invalid syntax`;
    yield error(`sidecar: defaultEndpoint port (${parts.port}) is not a number: ${reason}`);
  } else yield* port(Number(parts.port));
}

function* tls({tls: settings, port: on}: Partial<Listener>): Problems {
  if (!settings) return;
  const {mode} = settings;
  if (settings.subjectAltNames?.length) yield error('sidecar: subjectAltNames is not supported in ingress tls');
  if (settings.httpsRedirect) yield error('sidecar: httpsRedirect is not supported');
  if (settings.credentialName) yield error('sidecar: credentialName is not currently supported');
  if (settings.credentialNames?.length) yield error('sidecar: credentialNames is not currently supported');
  if (settings.tlsCertificates?.length) yield error('sidecar: tls_certificates is not currently supported');
  if (mode === 'ISTIO_MUTUAL' || mode === 'AUTO_PASSTHROUGH') {
    yield error(`configuration is invalid: cannot set mode to ${mode} in sidecar ingress tls`);
  }
  if (!isTls(on?.protocol ?? '')) yield error('server cannot have TLS settings for non HTTPS/TLS ports');
  yield* serverTls(settings);
}

function* pool({connectionPool: limits, port: on}: Partial<Listener>): Problems {
  yield* connectionPool(limits);
  const spoken = on?.protocol ?? '';
  if (!limits?.http || isHttp(spoken)) return;
  const where = `port ${on?.number ?? 0} (${goQuote(on?.name ?? '')})`;
  const but = `its protocol is not HTTP (${goProtocol(spoken)}); only TCP settings will apply`;
  yield warning(`sidecar: HTTP connection pool settings are configured for ${where} but ${but}`);
}

/** A protocol under the name that the reference prints. */
function goProtocol(name: string): string {
  const known = ['TCP', 'UDP', 'HTTPS', 'TLS', 'Mongo', 'Redis', 'MySQL'];
  return known.find((protocolName) => protocolName.toLowerCase() === name.toLowerCase()) ?? 'UnsupportedProtocol';
}
