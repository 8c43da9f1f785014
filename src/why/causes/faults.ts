// SPDX-License-Identifier: Apache-2.0
import {part, text} from '../../describe/objects.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {destinationOf, parseCluster} from '../facts/hosts.js';
import {field} from '../facts/http-match.js';
import {kindAndName} from '../facts/objects.js';
import {changeOf} from '../facts/owner.js';
import type {Scene} from '../facts/scene.js';
import {type Rule, rulesFor, ruleTaken} from '../facts/virtual-services.js';
import {type Cause, hasFlag, holds, not} from './cause.js';

export const FAULT_INJECTED: Cause = {
  id: 'fault-injected',
  title: 'a VirtualService injects a fault',
  doc: `fault.abort and fault.delay of a VirtualService are for tests: Envoy answers by itself (FI), or waits before it sends the
request on (DI).`,
  needs: ['objects'],
  judge(scene) {
    const isAbort = hasFlag(scene, 'FI') || scene.entry.detail === 'fault_filter_abort';
    const isDelay = hasFlag(scene, 'DI');
    if (!isAbort && !isDelay) return undefined;
    const kind = isAbort ? 'abort' : 'delay';
    const rule = faultyRule(scene, kind);
    if (!rule) return filterFault(scene) ?? not('no VirtualService of the request has a fault');
    const fault = part(rule.rule, 'fault', kind);
    const place = `spec.http[${rule.index}].fault.${kind}`;
    const share = part(fault, 'percentage')['value'];
    const of = typeof share === 'number' ? `${share}% of the requests` : 'requests';
    const what = isAbort
      ? `aborts ${of} with ${String(scene.entry.code)}`
      : `delays ${of} by ${text(fault, 'fixedDelay')}`;
    return holds(
      `${kindAndName(rule.object)} ${what} (fault injection)`,
      [`${place} of ${kindAndName(rule.object)} is ${JSON.stringify(fault)}`],
      `delete ${place} of ${kindAndName(rule.object)}`,
      [changeOf(rule.object, place)],
    );
  },
};

/** The rule with the fault: the one that took the request, else any that may have. */
function faultyRule(scene: Scene, kind: string): Rule | undefined {
  const has = ({rule}: Rule) => field(field(rule, 'fault'), kind) !== undefined;
  const taken = ruleTaken(scene);
  return taken && has(taken) ? taken : rulesFor(scene).find((rule) => rule.fits !== 'no' && has(rule));
}

/** An EnvoyFilter that brings a fault filter of its own. */
function filterFault({facts}: Scene): ReturnType<Cause['judge']> {
  const filters = facts.objects
    .all('EnvoyFilter')
    .filter((each) => JSON.stringify(each['spec']).includes('filters.http.fault'));
  const [only] = filters;
  if (!only || filters.length > 1) return undefined;
  return holds(
    `${kindAndName(only)} configures the fault filter`,
    [`${kindAndName(only)} has envoy.filters.http.fault`],
    `delete the fault from ${kindAndName(only)}`,
    [changeOf(only, 'spec.configPatches')],
  );
}

export const DIRECT_RESPONSE: Cause = {
  id: 'direct-response',
  title: 'a route answers by itself',
  doc: `directResponse and redirect of a VirtualService make Envoy answer; no server is asked.`,
  needs: ['objects'],
  judge(scene) {
    const {entry} = scene;
    if (entry.detail !== 'direct_response' || entry.routeName === 'block_all' || entry.cluster === 'BlackHoleCluster')
      return undefined;
    const rule = answering(scene);
    if (!rule) return not('no VirtualService of the request has a directResponse');
    const name = field(rule.rule, 'directResponse') === undefined ? 'redirect' : 'directResponse';
    const value = field(rule.rule, name);
    const place = `spec.http[${rule.index}].${name}`;
    return holds(
      `${kindAndName(rule.object)} answers ${entry.code} by itself (${name}); no server is asked`,
      [`${place} of ${kindAndName(rule.object)} is ${JSON.stringify(value)}`],
      `delete ${place} of ${kindAndName(rule.object)}, or restrict the match of its rule`,
      [changeOf(rule.object, place)],
    );
  },
};

function answering(scene: Scene): Rule | undefined {
  const answers = ({rule}: Rule) =>
    field(rule, 'directResponse') !== undefined || field(rule, 'redirect') !== undefined;
  const status = ({rule}: Rule) => field(field(rule, 'directResponse'), 'status') === scene.entry.code;
  const possible = rulesFor(scene).filter((rule) => rule.fits !== 'no' && answers(rule));
  return possible.find(status) ?? possible[0];
}

export const RULE_SHADOWED: Cause = {
  id: 'rule-shadowed',
  title: 'an earlier, wider rule of the VirtualService takes the request',
  doc: `The rules of a VirtualService are tried in their order, and the first that matches counts. A rule for a longer path
behind one for a shorter path is never reached.`,
  needs: ['objects'],
  judge(scene) {
    const {entry, problem} = scene;
    if (entry.code < 400 || (problem.client ?? entry).method === '') return undefined;
    const taken = ruleTaken(scene);
    if (taken?.fits !== 'yes') return undefined;
    const later = rulesFor(scene).find(
      (rule) =>
        rule.object === taken.object &&
        rule.index > taken.index &&
        rule.fits === 'yes' &&
        isNarrower(rule.rule, taken.rule),
    );
    if (!later) return not(`no later rule of ${kindAndName(taken.object)} is for this path`);
    const path = (problem.client ?? entry).path;
    return holds(
      `rule ${taken.index} of ${kindAndName(taken.object)} takes ${path} before rule ${later.index}, which is for it`,
      [
        `spec.http[${taken.index}].match is ${matchText(taken.rule)}`,
        `spec.http[${later.index}].match is ${matchText(later.rule)}; the first that matches counts`,
      ],
      `move rule ${later.index} of ${kindAndName(taken.object)} before rule ${taken.index}`,
      [changeOf(taken.object, `spec.http[${taken.index}].match`)],
    );
  },
};

function matchText(rule: unknown): string {
  return JSON.stringify(field(rule, 'match') ?? 'everything');
}

/** Whether a rule has a match of a longer path than another, and goes elsewhere. */
function isNarrower(rule: unknown, than: unknown): boolean {
  if (JSON.stringify(field(rule, 'route')) === JSON.stringify(field(than, 'route'))) return false;
  return longest(rule) > longest(than);
}

function longest(rule: unknown): number {
  const matches = field(rule, 'match');
  if (!Array.isArray(matches)) return 0;
  return Math.max(
    0,
    ...matches.map((match) =>
      Math.max(...['exact', 'prefix', 'regex'].map((name) => text(field(match, 'uri'), name).length)),
    ),
  );
}

/** Rewrites of the rule that took the request. */
export function rewriteOf(scene: Scene): {object: KubeObject; field: string; text: string} | undefined {
  const taken = ruleTaken(scene);
  const rewrite = taken && field(taken.rule, 'rewrite');
  if (!taken || rewrite === undefined) return undefined;
  return {object: taken.object, field: `spec.http[${taken.index}].rewrite`, text: JSON.stringify(rewrite)};
}

export const ROUTED_ELSEWHERE: Cause = {
  id: 'routed-elsewhere',
  title: 'a VirtualService sends the request to another service, which does not know the path',
  doc: `The destination of a rule may be any service. Where the client asked for one and another answers 404, the rule is the first
thing to look at.`,
  needs: ['objects'],
  judge(scene) {
    const {entry, cluster, facts, host, namespace} = scene;
    if (entry.code !== 404 || entry.detail !== 'via_upstream' || scene.side === 'gateway') return undefined;
    const rule = ruleTaken(scene);
    const wanted = destinationOf(facts.objects, host, namespace);
    const asked = rule && scene.problem.client && parseCluster(scene.problem.client.cluster);
    const to = asked ?? cluster;
    if (!rule || !wanted.service || !to || to.host === '' || to.host === wanted.host)
      return not('the service that was asked for answered');
    return holds(
      `${kindAndName(rule.object)} sends requests for ${wanted.host} to ${to.host}, which answers 404`,
      [`${rule.place}.route of ${kindAndName(rule.object)} is ${JSON.stringify(field(rule.rule, 'route'))}`],
      `correct the destination in ${kindAndName(rule.object)}`,
      [changeOf(rule.object, `${rule.place}.route[0].destination.host`)],
    );
  },
};

export const REWRITTEN_PATH: Cause = {
  id: 'rewritten-path',
  title: 'the application does not know the path that a rewrite makes',
  doc: `rewrite.uri of a VirtualService takes the place of what the match took of the path. A slash too many or too few, and the
application answers 404.`,
  needs: ['objects'],
  judge(scene) {
    const {entry} = scene;
    if (entry.code !== 404 || entry.detail !== 'via_upstream') return undefined;
    const rewrite = rewriteOf(scene);
    if (!rewrite) return not('no rule rewrites the path');
    return holds(
      `${kindAndName(rewrite.object)} rewrites ${entry.path} (${rewrite.text}), and the application answers 404 to that path`,
      [
        `${rewrite.field} of ${kindAndName(rewrite.object)} is ${rewrite.text}`,
        'the answer came from the server (via_upstream)',
      ],
      `correct ${rewrite.field} of ${kindAndName(rewrite.object)}`,
      [changeOf(rewrite.object, rewrite.field)],
    );
  },
};
