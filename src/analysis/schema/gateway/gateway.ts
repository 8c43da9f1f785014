// SPDX-License-Identifier: Apache-2.0

import type {Server} from '../../../api/istio-types.js';
import {goQuote} from '../../model/go-format.js';
import {address, UNIX, unixPath} from '../checks/address.js';
import {isDnsLabel} from '../checks/domain.js';
import {isHttp, isKnownProtocol, isTls, portProblem} from '../checks/port.js';
import {scopedHost} from '../checks/scoped-host.js';
import {type Config, error, type Problems, warning} from '../problem.js';
import {serverTls} from './server-tls.js';

/** The rules of spec §4.2. */
export function* gateway({name, spec}: Config<'Gateway'>): Problems {
  if (!isDnsLabel(name)) yield error(`invalid gateway name: ${goQuote(name)}`);
  const servers = spec.servers ?? [];
  if (servers.length === 0) yield error('gateway must have at least one server');
  const names = new Set<string>();
  for (const server of servers) {
    yield* serverProblems(server);
    const {port} = server;
    if (!port) continue;
    if (names.has(port.name ?? '')) {
      yield error(`port names in servers must be unique: duplicate name ${port.name ?? ''}`);
    }
    names.add(port.name ?? '');
    if (!isHttp(port.protocol ?? '') && server.tls?.httpsRedirect) {
      yield warning('tls.httpsRedirect should only be used with http servers');
    }
  }
}

function* serverProblems(server: Partial<Server>): Problems {
  const {hosts = [], port, bind = ''} = server;
  if (hosts.length === 0) yield error('server config must contain at least one host');
  for (const host of hosts) {
    if (host.includes('/')) yield* scopedHost(host, {where: 'gateway', namespaces: ['*', '.'], addresses: true});
    else yield* scopedHost(`*/${host}`, {where: 'gateway', namespaces: ['*', '.'], addresses: true});
  }
  const portProblems = [...serverPort(port, bind)];
  yield* portProblems;
  yield* bindProblems(server);
  if (server.tls) yield* serverTls(server.tls);
  if (port && portProblems.length === 0) yield* tlsForProtocol(server, port.protocol ?? '');
}

function* serverPort(port: Server['port'] | undefined, bind: string): Problems {
  if (!port) {
    yield error('port is required');
    return;
  }
  const {number = 0, protocol = '', name, targetPort} = port;
  if (!isKnownProtocol(protocol) || protocol.toLowerCase() === 'udp') {
    const supported = 'HTTP, HTTP2, GRPC, GRPC-WEB, MONGO, REDIS, MYSQL, TCP';
    yield error(`invalid protocol ${goQuote(protocol)}, supported protocols are ${supported}`);
  }
  const problem = number === 0 && bind.startsWith(UNIX) ? undefined : portProblem(number);
  if (problem !== undefined) yield error(problem);
  if (targetPort) yield error('targetPort has no impact on Gateways');
  if (!name) yield error(`port name must be set: ${portText(port)}`);
}

/** A port as protobuf's text format prints it, with two blanks between fields. */
function portText({number, protocol, name, targetPort}: Partial<Server['port'] & object>): string {
  const fields = [
    number ? `number:${number}` : '',
    protocol ? `protocol:${goQuote(protocol)}` : '',
    name ? `name:${goQuote(name)}` : '',
    targetPort ? `target_port:${targetPort}` : '',
  ];
  return fields.filter((field) => field !== '').join('  ');
}

function* bindProblems({bind, port}: Partial<Server>): Problems {
  if (!bind) return;
  if (!bind.startsWith(UNIX)) {
    yield* address(bind);
    return;
  }
  yield* unixPath(bind.slice(UNIX.length));
  if (port?.number) yield error(`port number must be 0 for unix domain socket: ${portText(port)}`);
}

function* tlsForProtocol({tls}: Partial<Server>, protocol: string): Problems {
  if (isTls(protocol)) {
    if (!tls) yield error('server must have TLS settings for HTTPS/TLS protocols');
    return;
  }
  if (!tls) return;
  if (!isHttp(protocol)) yield error('server cannot have TLS settings for non HTTPS/TLS ports');
  else if (!isPassthrough(tls)) yield error('server cannot have TLS settings for plain text HTTP ports');
}

function isPassthrough({
  mode = 'PASSTHROUGH',
  caCertificates,
  privateKey,
  serverCertificate,
}: NonNullable<Server['tls']>): boolean {
  if (mode !== 'PASSTHROUGH' && mode !== 'AUTO_PASSTHROUGH') return false;
  return !caCertificates && !privateKey && !serverCertificate;
}
