// SPDX-License-Identifier: Apache-2.0

import {part, parts, text} from '../../describe/objects.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {destinationOf} from '../facts/hosts.js';
import {field} from '../facts/http-match.js';
import {kindAndName, namespaceOf, objectName, podsOfService} from '../facts/objects.js';
import {type Change, changeOf, ownerOf} from '../facts/owner.js';
import type {Scene} from '../facts/scene.js';
import {ruleTaken} from '../facts/virtual-services.js';
import {type Cause, hasFlag, holds, not} from './cause.js';

/** The workload of the server, and what to call it. */
function serverWorkload({callee, destination, facts}: Scene): {name: string; change: Change[]} {
  const service = destination?.service;
  const pod = callee ?? (service ? podsOfService(facts.objects, service)[0] : undefined);
  if (!pod) return {name: destination?.host ?? 'the server', change: []};
  const owner = ownerOf(facts.objects, pod);
  return {name: `${owner.kind} ${owner.name}`, change: [{...owner, field: '(the application)'}]};
}

export const SERVER_CLOSES: Cause = {
  id: 'server-closes',
  title: 'the application closes the connection before it answers',
  doc: `UC with connection_termination: the application, or something between it and Envoy, closed the connection. A worker
that dies, an idle timeout of the application that is shorter than Envoy's, and a pod that ends look like this.`,
  needs: ['objects'],
  judge(scene) {
    const {entry, side} = scene;
    if (!hasFlag(scene, 'UC', 'UR') && !/connection_termination|remote_reset/.test(entry.detail)) return undefined;
    const {name, change} = serverWorkload(scene);
    if (change.length === 0) return not('the server is no pod that is known');
    const where = side === 'server' ? 'to the proxy in its own pod' : 'to the proxy of the client';
    return holds(
      `the application of ${name} closes the connection ${where} without an answer (connection terminated)`,
      [`${entry.place}: ${entry.flags.join(',')} ${entry.detail}`, `request: ${entry.method} ${entry.path}`],
      `look at the log of ${name} for a crash at this request, and at idle timeouts of the application`,
      change,
    );
  },
};

export const CLIENT_GAVE_UP: Cause = {
  id: 'client-gave-up',
  title: 'the client closes the connection before the answer',
  doc: `DC means that the client disconnected, most often because its own timeout is shorter than what the server needs.`,
  needs: ['objects'],
  judge(scene) {
    const {entry, caller, facts, gateway, problem, side} = scene;
    if (!hasFlag(scene, 'DC', 'DR') && entry.detail !== 'downstream_remote_disconnect') return undefined;
    const {duration} = problem.client ?? entry;
    const after = duration === undefined ? '' : ` after ${duration} ms`;
    const server = serverWorkload(scene);
    const proof = [`${entry.place}: ${entry.detail || 'DC'}${after}`];
    const slow = `${server.name} had not answered${after}`;
    if (caller && !problem.client && side === 'server' && hasTimeout(scene)) {
      return not("a VirtualService sets a timeout: the log of the client's proxy (-f) tells who gave up");
    }
    if (!caller) {
      return holds(
        `the client disconnected${after}, before ${server.name} answered`,
        [...proof, gateway && `it came through gateway ${objectName(gateway)}`, slow],
        `give the client a longer timeout, or make ${server.name} faster`,
        server.change,
      );
    }
    const owner = ownerOf(facts.objects, caller);
    return holds(
      `the client ${owner.kind} ${owner.name} gave up (disconnected)${after}, before ${server.name} answered`,
      [...proof, slow],
      `give the client ${owner.name} a longer timeout, or make ${server.name} faster`,
      [{...owner, field: "(the client's own timeout)"}],
    );
  },
};

/** Whether a route to the server may end requests before the client does. */
function hasTimeout({destination, facts}: Scene): boolean {
  return facts.objects
    .all('VirtualService')
    .some((each) =>
      parts(each['spec'], 'http').some(
        (rule) =>
          (text(rule, 'timeout') !== '' || text(part(rule, 'retries'), 'perTryTimeout') !== '') &&
          parts(rule, 'route').some(
            (route) =>
              destinationOf(facts.objects, text(route['destination'], 'host'), namespaceOf(each)).host ===
              destination?.host,
          ),
      ),
    );
}

/** What proxies of servers answer by themselves too. */
const BY_PROXIES: readonly number[] = [401, 403, 429, 502, 503];

export const APPLICATION_ANSWERED: Cause = {
  id: 'application-answered',
  title: 'the application itself answered with an error',
  doc: `via_upstream in the line of the server's proxy means that the application answered, and the mesh passed the answer on.
With URX the retries of the route got such answers too.`,
  needs: ['objects'],
  judge(scene) {
    const {entry, problem} = scene;
    if (entry.detail !== 'via_upstream' || entry.code < 400) return undefined;
    const {service} = scene.destination ?? {};
    if (problem.servers.length === 0 && scene.side !== 'server' && expectsServerLine(scene)) {
      if (BY_PROXIES.includes(entry.code)) {
        return not(`the server's proxy may have answered ${entry.code}: its access log (-f) tells`);
      }
    }
    const {name, change} = serverWorkload(scene);
    if (change.length === 0) return outside(scene, service);
    const retries = retryText(scene);
    return holds(
      `the application of ${name} itself answered ${entry.code}${retries}; no object of the mesh is to change`,
      [
        `${(problem.servers.at(-1) ?? entry).place}: ${entry.code} via_upstream`,
        `request: ${entry.method} ${entry.path}`,
        problem.servers.length > 1 ? `the server was asked ${problem.servers.length} times` : undefined,
      ],
      `look at the log of ${name}`,
      change,
    );
  },
};

/** Whether a proxy of the server stands between, which may have answered in place of the application. */
function expectsServerLine({callee}: Scene): boolean {
  return callee !== undefined && JSON.stringify(callee['spec'] ?? {}).includes('"istio-proxy"');
}

function outside({destination, entry}: Scene, service: KubeObject | undefined): ReturnType<Cause['judge']> {
  if (service || !destination?.entry) return not('the server is no pod that is known');
  return holds(
    `${destination.host} itself answered ${entry.code} (${kindAndName(destination.entry)})`,
    [`${entry.place}: ${entry.code} via_upstream from ${entry.upstreamHost}`],
    `ask who runs ${destination.host}`,
    [changeOf(destination.entry, '(the server)')],
  );
}

function retryText(scene: Scene): string {
  const {problem, entry} = scene;
  const flags = [...entry.flags, ...(problem.client?.flags ?? [])];
  if (!flags.includes('URX')) return '';
  const rule = ruleTaken(scene);
  const attempts = rule && field(field(rule.rule, 'retries'), 'attempts');
  if (rule === undefined || typeof attempts !== 'number') return ' to each try; the retries are used up';
  const on = text(part(rule.rule, 'retries'), 'retryOn');
  return ` to each try; the ${attempts} retries of ${kindAndName(rule.object)}${on === '' ? '' : ` (on ${on})`} are used up`;
}
