// SPDX-License-Identifier: Apache-2.0
import {part, parts, text} from '../../describe/objects.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {destinationRules} from '../facts/hosts.js';
import {field as fieldIn} from '../facts/http-match.js';
import {kindAndName} from '../facts/objects.js';
import {changeOf, ownerOf} from '../facts/owner.js';
import type {Scene} from '../facts/scene.js';
import {ruleTaken} from '../facts/virtual-services.js';
import {type Cause, hasFlag, holds, type Judgement, not} from './cause.js';
import {routeObject} from './destination.js';

export const CIRCUIT_BREAKER: Cause = {
  id: 'circuit-breaker',
  title: 'a connectionPool limit of a DestinationRule is reached',
  doc: `UO means overflow: more connections, pending requests, requests or retries than the DestinationRule allows, counted in
each proxy of clients by itself.`,
  needs: ['objects'],
  judge(scene) {
    if (!hasFlag(scene, 'UO') && !/overflow/.test(scene.entry.detail)) return undefined;
    const {facts, cluster, namespace} = scene;
    const host = cluster?.host ?? scene.destination?.host ?? '';
    for (const rule of destinationRules(facts.objects, host, {client: namespace, root: facts.mesh.rootNamespace})) {
      const pool = poolIn(rule, cluster?.subset ?? '', scene.port);
      if (!pool) continue;
      const settings = settingsText(pool.value);
      return holds(
        `${kindAndName(rule)} limits ${host}: ${settings} (connectionPool), and more was asked for at once`,
        [`${pool.field} of ${kindAndName(rule)} is ${settings}`, `Envoy: ${scene.entry.detail || 'UO'}`],
        `raise the limits in ${pool.field} of ${kindAndName(rule)}, or send fewer requests at once`,
        [changeOf(rule, pool.field)],
      );
    }
    return not('no DestinationRule has a connectionPool for it');
  },
};

function poolIn(rule: KubeObject, subset: string, port: number): {value: unknown; field: string} | undefined {
  const subsets = parts(rule['spec'], 'subsets');
  const index = subsets.findIndex((each) => subset !== '' && text(each, 'name') === subset);
  const holders: [unknown, string][] = [
    ...(index < 0 ? [] : [[subsets[index], `spec.subsets[${index}].trafficPolicy`] as [unknown, string]]),
    [rule['spec'], 'spec.trafficPolicy'],
  ];
  for (const [holder, place] of holders) {
    const policy = part(holder, 'trafficPolicy');
    const levels = parts(policy, 'portLevelSettings');
    const level = levels.findIndex((each) => part(each, 'port')['number'] === port);
    if (level >= 0 && fieldIn(levels[level], 'connectionPool') !== undefined) {
      return {
        value: fieldIn(levels[level], 'connectionPool'),
        field: `${place}.portLevelSettings[${level}].connectionPool`,
      };
    }
    if (policy['connectionPool'] !== undefined)
      return {value: policy['connectionPool'], field: `${place}.connectionPool`};
  }
  return undefined;
}

function settingsText(value: unknown): string {
  return ['tcp', 'http']
    .flatMap((name) => Object.entries(part(value, name)))
    .map(([key, each]) => `${key} ${valueText(each)}`)
    .join(', ');
}

/** A value as YAML would have it on one line. */
const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** How long the requests took, where the log says. */
function durationText({entry, problem}: Scene): string {
  const duration = (problem.client ?? entry).duration;
  return duration === undefined ? '' : `after ${duration} ms`;
}

export const PER_TRY_TIMEOUT: Cause = {
  id: 'per-try-timeout',
  title: 'each try runs out of perTryTimeout',
  doc: `retries.perTryTimeout of a VirtualService, or timeouts.backendRequest of an HTTPRoute, ends a try that takes longer; after the last
one the client gets 504 with UT.`,
  needs: ['objects'],
  judge(scene) {
    if (!/per_try_timeout/.test(scene.entry.detail)) return undefined;
    return timedOut(scene, ['retries', 'perTryTimeout'], 'backendRequest', 'each try');
  },
};

export const ROUTE_TIMEOUT: Cause = {
  id: 'route-timeout',
  title: 'the request runs out of the timeout of its route',
  doc: `timeout of a VirtualService, or timeouts.request of an HTTPRoute, ends a request that takes longer, all its tries
together: 504 with UT. Where both are set, the timeout has to be longer than perTryTimeout.`,
  needs: ['objects'],
  judge(scene) {
    const {entry} = scene;
    const isOwn = hasFlag(scene, 'UT', 'SI', 'UMSDR') && !/per_try/.test(entry.detail);
    if (!isOwn && entry.detail !== 'response_timeout') return undefined;
    return timedOut(scene, ['timeout'], 'request', 'the request');
  },
};

/** The timeout of the rule that took the request. */
function timedOut(scene: Scene, path: readonly string[], ofRoute: string, what: string): Judgement {
  const taken = ruleTaken(scene);
  const value = taken && path.reduce<unknown>((holder, name) => fieldIn(holder, name), taken.rule);
  const found =
    taken && typeof value === 'string'
      ? {object: taken.object, value, field: `spec.http[${taken.index}].${path.join('.')}`}
      : routeTimeout(scene, ofRoute);
  if (!found) return not('no VirtualService or HTTPRoute of the request sets a timeout');
  const server = slowServer(scene);
  return holds(
    `${what} may take ${found.value} (${path.at(-1)} of ${kindAndName(found.object)}), and ${server} needs longer`,
    [
      `${found.field} of ${kindAndName(found.object)} is ${found.value}`,
      `Envoy gave up ${durationText(scene)}`.trim(),
      serverProof(scene),
    ],
    `raise ${found.field} of ${kindAndName(found.object)}, or make ${server} faster`,
    [changeOf(found.object, found.field)],
  );
}

function routeTimeout(scene: Scene, name: string): {object: KubeObject; value: string; field: string} | undefined {
  const object = routeObject(scene);
  const rules = object ? parts(object['spec'], 'rules') : [];
  const [, number = '0'] = /\.(\d+)$/.exec(scene.entry.routeName) ?? [];
  const index = rules[Number(number)] === undefined ? 0 : Number(number);
  const value = text(part(rules[index], 'timeouts'), name);
  return object && value !== '' ? {object, value, field: `spec.rules[${index}].timeouts.${name}`} : undefined;
}

function slowServer({callee, cluster, destination, facts}: Scene): string {
  if (callee) {
    const owner = ownerOf(facts.objects, callee);
    return `${owner.kind} ${owner.name}`;
  }
  return destination?.host ?? cluster?.host ?? 'the server';
}

function serverProof({problem}: Scene): string | undefined {
  const server = problem.servers.find(({flags}) => flags.includes('DC'));
  return server && `${server.place}: the server had not answered after ${server.duration ?? 0} ms`;
}

export const TIMEOUT_WITHOUT_RULE: Cause = {
  id: 'server-too-slow',
  title: 'the server does not answer in time',
  doc: `The request ran out of a time that no VirtualService or HTTPRoute sets: of an EnvoyFilter, of the client's own header
x-envoy-upstream-rq-timeout-ms, or of the idle timeout of the stream (5 minutes).`,
  needs: ['objects'],
  judge(scene) {
    const {entry, callee, facts} = scene;
    const isLate = hasFlag(scene, 'UT', 'SI', 'UMSDR') || /timeout/.test(entry.detail);
    if (!isLate || hasFlag(scene, 'UF')) return undefined;
    if (!callee) return not('the server is no pod that is known');
    const owner = ownerOf(facts.objects, callee);
    return holds(
      `${owner.kind} ${owner.name} did not answer in time (${entry.detail || entry.flags.join(',')})`,
      [`Envoy gave up ${durationText(scene)}`.trim(), serverProof(scene)],
      `find out why ${owner.kind} ${owner.name} is slow; look for a timeout in EnvoyFilters and in x-envoy-upstream-rq-timeout-ms of the client`,
      [{...owner, field: '(the application)'}],
    );
  },
};
