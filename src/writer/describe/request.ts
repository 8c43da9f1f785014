// SPDX-License-Identifier: Apache-2.0
import {Chalk} from 'chalk';
import type {AtServer, DescribedRequest} from '../../describe/request.js';
import type {Authorization} from '../../envoy/trace/authorization.js';
import {percent} from '../../envoy/trace/match/route-match.js';
import {originText} from '../../envoy/trace/origin.js';
import {faultText} from '../../envoy/trace/settings.js';
import type {Trace} from '../../envoy/trace/trace.js';
import {alignColumns} from '../columns.js';
import {authorizationLines, type Line, passedLines, requestText, traceDocument} from '../envoy/trace.js';

/** Step by step where a request goes and who lets it through; the verdict comes last, as what follows from it. */
export function requestLines(described: DescribedRequest, {colour}: {colour: boolean}): string {
  const {client, principal, servers, verdict, why} = described;
  const chalk = new Chalk({level: colour ? 1 : 0});
  const steps: Line[] = [
    ['1 client', `${client.proxy.name || 'a proxy'}, known as ${principal}`],
    ['2 capture', client.listener ? `listener ${client.listener.name}` : client.text],
    ...policyLines(client.authorization),
    ...routeLines(client),
    ...servers.flatMap(serverLines),
  ];
  const paint = verdict === 'ALLOWED' ? chalk.green.bold : verdict === 'UNKNOWN' ? chalk.yellow.bold : chalk.red.bold;
  const because = servers.length === 0 ? `: ${why}` : '';
  const asked = requestText(client.request);
  return `${asked}\n\n${alignColumns(steps, 2)}\nverdict: ${paint(verdict)}${because}\n`;
}

function policyLines(authorizations: readonly Authorization[]): Line[] {
  return authorizations.flatMap(authorizationLines).map(([label, text]): Line => [label && '  policies', text]);
}

function routeLines({branches, passedOver, routeConfiguration, listener}: Trace): Line[] {
  if (!listener) return [];
  const ways = branches.map(({route, condition, action, fault}) => {
    const name = route
      ? `${route.origin ? `${originText(route.origin)}, ` : ''}route #${route.position} (${route.match})`
      : 'TCP';
    const only = condition === undefined ? '' : ` for ${condition}`;
    const to =
      action.kind === 'forward'
        ? action.targets.map(({cluster, share}) => `${share < 1 ? `${percent(share)} ` : ''}${cluster}`).join(', ')
        : action.kind;
    const broken = fault === undefined ? '' : `, fault: ${faultText(fault)}`;
    return `${name}${only} -> ${to}${broken}`;
  });
  const [first = `no route in ${routeConfiguration?.name ?? 'its configuration'}`, ...more] = ways;
  return [['3 route', first], ...more.map((way): Line => ['', way]), ...passedLines(passedOver)];
}

function serverLines({cluster, share, condition, others, address, tls, server, verdict, why, trace}: AtServer): Line[] {
  const part = share < 1 ? ` (${percent(share)})` : '';
  const only = condition === undefined ? '' : `, for ${condition}`;
  const at =
    address === undefined ? cluster : `${server ?? address}${server === undefined ? '' : ` (${address})`}, ${tls}`;
  const more =
    others > 0 ? `, and ${others} more ${others === 1 ? 'endpoint that was' : 'endpoints that were'} not asked` : '';
  return [
    ['4 server', `${at || 'none'}${part}${only}${more}`],
    ...policyLines(trace?.authorization ?? []),
    ['', `${verdict}: ${why}`],
  ];
}

/** The same for programs. */
export function requestDocument({client, principal, servers, verdict, why}: DescribedRequest): string {
  const document = {
    apiVersion: 'istioctl/v1',
    kind: 'DescribedRequest',
    verdict,
    why,
    principal,
    client: traceDocument(client),
    servers: servers.map(({trace, ...server}) => ({...server, ...(trace && {trace: traceDocument(trace)})})),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
