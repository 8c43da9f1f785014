// SPDX-License-Identifier: Apache-2.0
import {Chalk} from 'chalk';
import {type Authorization, policyText} from '../../envoy/trace/authorization.js';
import type {Branch} from '../../envoy/trace/branch.js';
import type {Destination, TracedEndpoint} from '../../envoy/trace/destination.js';
import type {PassedOver} from '../../envoy/trace/filter-chain.js';
import {percent} from '../../envoy/trace/match/route-match.js';
import {type Origin, originText} from '../../envoy/trace/origin.js';
import type {TraceRequest} from '../../envoy/trace/request.js';
import {faultText} from '../../envoy/trace/settings.js';
import type {Trace} from '../../envoy/trace/trace.js';
import {alignColumns} from '../columns.js';

/** So many endpoints or routes are shown, and of what is only near so many; JSON has them all. */
const SHOWN = 10;
const NEAR = 3;

/** One line: what it is about, and what is said. */
export type Line = readonly [label: string, text: string];

/** The way of a request for people: what becomes of it first, then step by step why. */
export function traceText(trace: Trace, {colour}: {colour: boolean}): string {
  const chalk = new Chalk({level: colour ? 1 : 0});
  const paint =
    trace.outcome === 'refused' ? chalk.red.bold : trace.outcome === 'unknown' ? chalk.yellow.bold : chalk.green.bold;
  const verdict = `${paint(trace.outcome.toUpperCase())}  ${requestText(trace.request)}${trace.proxy.name ? ` through ${trace.proxy.name}` : ''}`;
  const lines = [...connectionLines(trace), ...httpLines(trace), ...trace.branches.flatMap(branchLines)];
  const notes = trace.notes.map((note) => `note: ${note}\n`).join('');
  const body = alignColumns(lines, 2);
  return `${verdict}\n${trace.text}\n${body === '' ? '' : `\n${body}`}${notes === '' ? '' : `\n${notes}`}`;
}

/** `GET http://reviews:9080/`, or where a connection goes. */
export function requestText(request: TraceRequest): string {
  const {protocol, tls, host, port, method, path, authority, sni} = request;
  const at = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (protocol === 'tcp') return `${tls ? 'TLS' : 'TCP'} connection to ${at}${sni ? ` with SNI ${sni}` : ''}`;
  const other = authority.replace(/:\d+$/, '') === host || authority === at ? '' : ` as ${authority}`;
  return `${method} ${tls ? 'https' : 'http'}://${at}${path}${other}`;
}

function connectionLines({listener, filterChain, filters, authorization}: Trace): Line[] {
  if (!listener) return [];
  const via = listener.via === undefined ? '' : `, handed over by ${listener.via}`;
  const chain = filterChain?.name ? `${filterChain.name}: ${filterChain.match}; takes ${filterChain.takes}` : 'none';
  return [
    ['LISTENER', `${listener.name} (${listener.address})${via}`],
    ...passedLines(listener.passedOver, NEAR),
    ['FILTER CHAIN', `${chain}${from(filterChain?.origin)}`],
    ...passedLines(filterChain?.passedOver ?? [], NEAR),
    ...(filters.length > 0 ? [['FILTERS', filters.map(shortName).join(', ')] as const] : []),
    ...authorization.flatMap(authorizationLines),
  ];
}

export function authorizationLines({action, result, policy, why, passedOver}: Authorization, i: number): Line[] {
  const taken = policy === undefined ? 'no policy takes it' : policyText(policy);
  const then = result === 'unknown' ? `not known, ${why}` : action === 'LOG' ? 'logged' : result;
  const text = `${action}: ${taken}: ${policy === undefined && action === 'LOG' ? 'not logged' : then}`;
  return [[i === 0 ? 'AUTHORIZATION' : '', text], ...passedLines(passedOver, NEAR)];
}

function shortName(filter: string): string {
  return filter.replace(/^envoy\.filters\.(http|network)\./, '');
}

function httpLines({routeConfiguration, virtualHost, passedOver}: Trace): Line[] {
  const lines: Line[] = [];
  if (routeConfiguration) {
    const {name, source} = routeConfiguration;
    lines.push(['ROUTES', `${name || '(unnamed)'}, ${source === 'RDS' ? 'by RDS' : 'within the listener'}`]);
  }
  if (virtualHost) {
    lines.push(['VIRTUAL HOST', `${virtualHost.name}, whose domain ${virtualHost.domain} fits`]);
    lines.push(...passedLines(virtualHost.passedOver));
  }
  return [...lines, ...passedLines(passedOver)];
}

export function passedLines(passedOver: readonly PassedOver[], shown = SHOWN): Line[] {
  const lines = passedOver.slice(0, shown).map(({name, why}): Line => ['', `not ${name}: ${why}`]);
  const more = passedOver.length - shown;
  return more > 0 ? [...lines, ['', `and ${more} more`]] : lines;
}

function branchLines(branch: Branch): Line[] {
  const {route, condition, action, settings, fault, destinations} = branch;
  const lines: Line[] = [];
  if (route) {
    const only = condition === undefined ? '' : `, for ${condition}`;
    lines.push([
      'ROUTE',
      `#${route.position} ${route.name || '(unnamed)'} (${route.match})${from(route.origin)}${only}`,
    ]);
  }
  if (action.kind === 'redirect') lines.push(['', `redirects to ${action.location} with ${action.status}`]);
  if (action.kind === 'respond') lines.push(['', `answers ${action.status}${action.body ? `: ${action.body}` : ''}`]);
  lines.push(...settings.map(({name, value}): Line => ['', `${name}: ${value}`]));
  if (fault) lines.push(['', `fault: ${faultText(fault)}`]);
  const targets = action.kind === 'forward' ? action.targets : [];
  for (const [i, {share}] of targets.entries()) lines.push(...clusterLines(destinations[i], share));
  return lines;
}

function clusterLines(destination: Destination | undefined, share: number): Line[] {
  if (!destination) return [];
  const {cluster, known, type, origin, connectTimeout, endpoints = [], without} = destination;
  const part = share < 1 ? `${percent(share)} to ` : '';
  if (!known) return [['CLUSTER', `${part}${cluster}, which is not in the dump`]];
  const lines: Line[] = [['CLUSTER', `${part}${cluster} (${type})${from(origin)}`]];
  if (connectTimeout) lines.push(['', `connect timeout: ${connectTimeout}`]);
  if (without) lines.push(['', without]);
  const protections = [...new Set(endpoints.map(({tls}) => tls))];
  const [only] = protections;
  if (protections.length === 1 && only) lines.push(['', `to the endpoints: ${only}`]);
  lines.push(...endpoints.slice(0, SHOWN).map((each): Line => ['', endpointText(each, protections.length > 1)]));
  if (endpoints.length > SHOWN) lines.push(['', `and ${endpoints.length - SHOWN} more endpoints`]);
  return lines;
}

function endpointText({address, health, locality, priority, weight, tls}: TracedEndpoint, withTls: boolean): string {
  const parts = [
    health,
    locality,
    priority > 0 && `priority ${priority}`,
    weight > 1 && `weight ${weight}`,
    withTls && tls,
  ];
  return `endpoint ${address}: ${parts.filter(Boolean).join(', ')}`;
}

function from(origin: Origin | undefined): string {
  return origin ? `, from ${originText(origin)}` : '';
}

/** The same for scripts. */
export function traceDocument({request, proxy, branches, ...rest}: Trace): object {
  return {
    request: {...request, headers: Object.fromEntries(request.headers)},
    proxy,
    ...rest,
    branches: branches.map(({route, condition, action, settings, fault, destinations}) => ({
      route,
      condition,
      settings,
      fault,
      destinations,
      action:
        action.kind === 'forward'
          ? {kind: action.kind, targets: action.targets.map(({cluster, share}) => ({cluster, share}))}
          : action,
    })),
  };
}
