// SPDX-License-Identifier: Apache-2.0

import {isDeepStrictEqual} from 'node:util';
import {fullHost} from '../../index/hosts/hosts.js';
import {selectorText} from '../../index/labels.js';
import {oldestOf} from '../../index/oldest.js';
import {haveSharedReader} from '../../index/revisions.js';
import {groupBy} from '../../model/group-by.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Path, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

type Rule = Resource<'DestinationRule'>;

/**
 * Rules of one namespace for the same host, where istiod drops a part of one: it merges them in the order of their age,
 * adds subsets with new names and keeps the first traffic policy (istio.io, "Traffic Management Best Practices").
 */
export function* mergedRules(resources: Resources): Generator<Message> {
  for (const rules of groupBy(resources.all('DestinationRule'), mergeKey).values()) {
    if (rules.length < 2) continue;
    for (const rule of rules) yield* lostParts(rule, rules);
  }
}

/** What rules have in common that are merged: others stand side by side. */
function mergeKey({namespace, spec}: Rule): string {
  const {host = '', exportTo = [], workloadSelector} = spec;
  const scopes = [...new Set(exportTo)].toSorted();
  return JSON.stringify([namespace, fullHost(namespace, host), scopes, selectorText(workloadSelector?.matchLabels)]);
}

interface Part {
  name: string;
  path: Path;
  /** Whether the other rule has the same part and says something else there. */
  differs(other: Rule): boolean;
}

function* lostParts(rule: Rule, rules: readonly Rule[]): Generator<Message> {
  for (const part of partsOf(rule)) {
    const rivals = rules.filter((other) => other !== rule && haveSharedReader(other, rule) && part.differs(other));
    if (rivals.length === 0) continue;
    const winner = oldestOf([rule, ...rivals]);
    if (winner === rule) continue;
    const names = [rule, ...rivals].map(fullName).toSorted();
    const which = winner ? `the oldest, "${fullName(winner)}"` : 'the oldest';
    yield message('ISTX409', rule, [names, rule.spec.host ?? '', part.name, which], part.path);
  }
}

function partsOf({spec}: Rule): Part[] {
  const {trafficPolicy, subsets = []} = spec;
  const parts: Part[] = [];
  if (trafficPolicy) {
    const differs = (other: Rule) =>
      other.spec.trafficPolicy !== undefined && !isDeepStrictEqual(other.spec.trafficPolicy, trafficPolicy);
    parts.push({name: 'trafficPolicy', path: ['spec', 'trafficPolicy'], differs});
  }
  for (const [i, subset] of subsets.entries()) {
    const differs = (other: Rule) =>
      (other.spec.subsets ?? []).some(({name}) => name === subset.name) &&
      !(other.spec.subsets ?? []).some((own) => isDeepStrictEqual(own, subset));
    parts.push({name: `subset "${subset.name ?? ''}"`, path: ['spec', 'subsets', i, 'name'], differs});
  }
  return parts;
}
