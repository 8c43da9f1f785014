// SPDX-License-Identifier: Apache-2.0
import type {IstioSpecs} from '../../api/istio-types.js';
import type {MeshObject} from '../model/object.js';
import type {Protocol} from '../model/service.js';
import {isHttp, protocolNamed} from '../registry/protocol.js';

export type Gateway = MeshObject<IstioSpecs['Gateway']>;
export type Server = NonNullable<Gateway['spec']['servers']>[number];
export type ServerTls = NonNullable<Server['tls']>;

/** Whether TLS is passed on without being ended: the zero of the enum, and its variant for networks. */
export function passesTls({tls}: Server): boolean {
  return tls !== undefined && [undefined, 'PASSTHROUGH', 'AUTO_PASSTHROUGH'].includes(tls.mode);
}

export function serverProtocol({port}: Server): Protocol {
  return protocolNamed(port?.protocol ?? '');
}

/** Whether the server speaks HTTP in clear text. */
export function isPlainHttp(server: Server): boolean {
  return isHttp(serverProtocol(server));
}

/** Whether the server ends TLS and speaks HTTP within. */
export function endsHttps(server: Server): boolean {
  return server.tls !== undefined && serverProtocol(server) === 'HTTPS' && !passesTls(server);
}

/** Whether requests are routed, in clear text or after TLS was ended. */
export function routesRequests(server: Server): boolean {
  return isPlainHttp(server) || (serverProtocol(server) === 'HTTPS' && !passesTls(server));
}

/** Whether connections are TLS; redirects of HTTP have TLS settings, too. */
export function takesTls(server: Server): boolean {
  return server.tls !== undefined && !isPlainHttp(server);
}

/** Returns the server with the namespaces of its hosts resolved: `.` is its own, `*` is left out. */
export function withHostNamespaces(server: Server, namespace: string): Server {
  const hosts = server.hosts ?? [];
  if (hosts.includes('*/*')) return {...server, hosts: ['*']};
  return {
    ...server,
    hosts: hosts.map((host) => host.replace(/^\.\//, `${namespace}/`).replace(/^\*\//, '')),
  };
}

/** Hosts of a server without the namespaces of the routes that it takes, sorted. */
export function serverNames({hosts = []}: Server): string[] {
  return [...new Set(hosts.map((host) => host.slice(host.indexOf('/') + 1)))].sort();
}
