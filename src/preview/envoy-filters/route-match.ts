// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../model/json.js';
import {nameOf} from './message.js';
import type {Patch, PatchContext} from './patch.js';

/** Ports of a gateway's service by the port that its proxy listens on. */
export type GatewayPorts = ReadonlyMap<number, ReadonlySet<number>>;

/** Whether a patch is for that route configuration (istio.io: EnvoyFilter, RouteConfigurationMatch). */
export function matchesRoutes(
  {match}: Patch,
  context: PatchContext,
  routes: EnvoyMessage,
  gatewayPorts: GatewayPorts,
): boolean {
  const wanted = match.routeConfiguration;
  if (wanted === undefined) return true;
  const name = nameOf(routes);
  if (wanted.name && wanted.name !== name) return false;
  if (context !== 'GATEWAY') return !wanted.portNumber || wanted.portNumber === sidecarPort(name);
  const {port, portName, gateway} = gatewayRouteParts(name);
  return (
    (!wanted.portName || wanted.portName === portName) &&
    (!wanted.gateway || wanted.gateway === gateway) &&
    (!wanted.portNumber || (gatewayPorts.get(port)?.has(wanted.portNumber) ?? port === wanted.portNumber))
  );
}

function sidecarPort(name: string): number {
  const text = name.startsWith('inbound') ? (name.split('|')[1] ?? '') : name;
  return /^\d+$/.test(text) ? Number(text) : 0;
}

/** Returns what the name of a gateway's routes says: `http.80`, or `https.443.port.gateway.namespace`; nothing where an address follows. */
export function gatewayRouteParts(name: string): {port: number; portName: string; gateway: string} {
  const [, plain] = /^http\.(\d+)$/.exec(name) ?? [];
  if (plain !== undefined) return {port: Number(plain), portName: '', gateway: ''};
  const [scheme, port = '', portName = '', gateway = '', namespace = '', ...more] = name.split('.');
  if (scheme !== 'https' || namespace === '' || more.length > 0) return {port: 0, portName: '', gateway: ''};
  return {port: Number(port) || 0, portName, gateway: `${namespace}/${gateway}`};
}

/** Whether a patch is for that virtual host of routes that it is for. */
export function matchesVirtualHost({match}: Patch, virtualHost: EnvoyMessage): boolean {
  const {name, domainName} = match.routeConfiguration?.vhost ?? {};
  const domains = virtualHost['domains'];
  return (
    (!name || name === virtualHost['name']) && (!domainName || (Array.isArray(domains) && domains.includes(domainName)))
  );
}

/** Fields of the actions that a patch can ask for. */
const ACTIONS: Readonly<Record<string, string>> = {
  ROUTE: 'route',
  REDIRECT: 'redirect',
  DIRECT_RESPONSE: 'direct_response',
};

/** Whether a patch is for that route of a virtual host that it is for. */
export function matchesRoute({match}: Patch, route: EnvoyMessage): boolean {
  const {name, action} = match.routeConfiguration?.vhost?.route ?? {};
  if (name && name !== route['name']) return false;
  if (action === undefined || action === 'ANY') return true;
  const own = Object.values(ACTIONS).find((field) => route[field] !== undefined);
  return own === undefined || own === ACTIONS[action];
}
