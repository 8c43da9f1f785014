// SPDX-License-Identifier: Apache-2.0
import type {Target} from './action.js';
import type {Branch, Outcome} from './branch.js';
import type {Destination} from './destination.js';
import {percent} from './match/route-match.js';

/** What becomes of a request that may take any of these branches, of which the last is taken when no other is. */
export function verdictOf(branches: readonly Branch[], http: boolean): Outcome {
  const outcomes = branches.map((branch) => branchOutcome(branch, http));
  const last = outcomes.at(-1);
  if (!last) return {outcome: 'refused', text: 'nothing takes it'};
  if (outcomes.length === 1) return last;
  const parts = outcomes.map(({text}, i) => `${branches[i]?.condition ?? 'otherwise'}: ${text}`);
  const outcome =
    (['routed', 'unknown', 'answered'] as const).find((each) => outcomes.some((one) => one.outcome === each)) ??
    'refused';
  return {outcome, text: parts.join('; ')};
}

function branchOutcome(branch: Branch, http: boolean): Outcome {
  const {action, fault, missingStatus} = branch;
  switch (action.kind) {
    case 'redirect':
      return {
        outcome: 'answered',
        text: `Envoy redirects to ${action.location} (${action.status})`,
        status: action.status,
      };
    case 'respond':
      return {
        outcome: action.status < 400 ? 'answered' : 'refused',
        text: `Envoy answers ${action.status} itself`,
        status: action.status,
      };
    case 'nowhere':
      return {outcome: 'refused', text: `${action.why}, so Envoy answers ${missingStatus}`, status: missingStatus};
    case 'unknown':
      return {outcome: 'unknown', text: `where it goes is not followed here: ${action.what}`};
    case 'forward':
      if (fault?.abort?.share === 1)
        return {outcome: 'refused', text: `an injected fault aborts all requests with ${fault.abort.status}`};
      return targetsOutcome(branch, action.targets, http);
  }
}

function targetsOutcome({destinations, missingStatus}: Branch, targets: readonly Target[], http: boolean): Outcome {
  const each = targets.map(({cluster, share}, i) => {
    const reached = reach(destinations[i], missingStatus, http);
    return {text: `${share < 1 ? `${percent(share)} ` : ''}to ${cluster}${reached.text}`, ...reached.refused};
  });
  const text = each.map((one) => one.text).join(', ');
  if (each.some(({refused}) => !refused)) return {outcome: 'routed', text};
  const status = each.find((one) => one.status !== undefined)?.status;
  return {outcome: 'refused', text: targets.length === 0 ? 'no cluster has any weight' : text, ...(status && {status})};
}

interface Reached {
  text: string;
  refused: {refused: boolean; status?: number};
}

function reach(destination: Destination | undefined, missingStatus: number, http: boolean): Reached {
  if (!destination?.known) return refused('the dump has no such cluster', missingStatus, http);
  const {endpoints, panicThreshold, type} = destination;
  if (type === 'ORIGINAL_DST')
    return {text: ', which is the address that the client wanted', refused: {refused: false}};
  if (!endpoints) return {text: '', refused: {refused: false}};
  if (endpoints.length === 0) return refused('it has no endpoints', 503, http);
  const usable = endpoints.filter((endpoint) => endpoint.usable).length;
  if (usable > 0)
    return {
      text: ` (${usable === endpoints.length ? '' : `${usable} of `}${count(endpoints.length, 'endpoint')})`,
      refused: {refused: false},
    };
  if (panicThreshold === 0) return refused('none of its endpoints is healthy', 503, http);
  return {
    text: ` (${count(endpoints.length, 'endpoint')}, none healthy, so Envoy tries them all)`,
    refused: {refused: false},
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function refused(why: string, status: number, http: boolean): Reached {
  const consequence = http ? `Envoy answers ${status}` : 'Envoy closes the connection';
  return {text: `: ${why}, so ${consequence}`, refused: {refused: true, ...(http && {status})}};
}
