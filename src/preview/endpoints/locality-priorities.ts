// SPDX-License-Identifier: Apache-2.0
import type {LocalitySettings} from '../settings/mesh-config.js';
import {type EndpointGroup, weightOf} from './groups.js';

/** Where the client is. */
export interface ClientPlace {
  locality: string;
  labels: Readonly<Record<string, string>>;
}

type Labels = Readonly<Record<string, string>>;

/**
 * Returns the groups with weights or priorities as the settings say (istio.io, "Locality Load Balancing"). Priorities need
 * `failover`: without outlier detection nothing would ever move on. `splittable` are groups whose endpoints' labels are looked at.
 */
export function byLocality(
  groups: readonly EndpointGroup[],
  client: ClientPlace,
  settings: LocalitySettings | undefined,
  failover: boolean,
  splittable: readonly EndpointGroup[] = groups,
): EndpointGroup[] {
  if (!settings) return [...groups];
  if (settings.distribute) return distributed(groups, client.locality, settings.distribute);
  if (!failover) return [...groups];
  const {failoverPriority = [], failover: regions = []} = settings;
  if (failoverPriority.length === 0) return byDistance(groups, client.locality, regions);
  const split = byLabels(groups, splittable, client.labels, failoverPriority);
  return regions.length > 0 ? byDistance(split, client.locality, regions) : split;
}

type Distribution = NonNullable<LocalitySettings['distribute']>;

/** Places that the client's place sends to share what their pattern gets; the others get nothing. */
function distributed(groups: readonly EndpointGroup[], from: string, distribute: Distribution): EndpointGroup[] {
  const chosen = distribute.find((one) => matches(from, one.from ?? ''));
  if (!chosen) return [...groups];
  const weights = new Map<EndpointGroup, number>();
  // Patterns are taken as they are written; the generator takes them in no order in particular.
  for (const [pattern, share] of Object.entries(chosen.to ?? {})) {
    const taken = groups.filter((group) => !weights.has(group) && matches(group.locality, pattern));
    const total = taken.reduce((sum, {weight}) => sum + (weight || 1), 0);
    for (const group of taken) {
      const weight = ((group.weight || 1) * share) / total;
      weights.set(group, weight > 0 ? Math.ceil(weight) : group.weight);
    }
  }
  return groups.map((group) => {
    const weight = weights.get(group);
    return weight === undefined ? {...group, emptied: true} : {...group, weight};
  });
}

function matches(locality: string, pattern: string): boolean {
  const own = locality.split('/');
  const [region = '', ...rest] = pattern.split('/').slice(0, 3);
  const takes = (part: string, index: number) => part === '*' || part === (own[index] ?? '');
  return takes(region, 0) && rest.every((part, index) => part === '' || takes(part, index + 1));
}

type Regions = NonNullable<LocalitySettings['failover']>;

/** Nearer first: subzone, zone, region, the region to fail over to, the rest. */
function byDistance(groups: readonly EndpointGroup[], from: string, regions: Regions): EndpointGroup[] {
  const distances = 5;
  const withDistance = groups.map((group) => ({
    ...group,
    priority: group.priority * distances + distance(from, group.locality, regions),
  }));
  return withoutGaps(withDistance);
}

function distance(from: string, to: string, regions: Regions): number {
  const [own, other] = [from.split('/'), to.split('/')];
  const differs = [0, 1, 2].findIndex((part) => (own[part] ?? '') !== (other[part] ?? ''));
  if (differs < 0) return 0;
  const far = 3 - differs;
  if (far < 3) return far;
  const target = regions.find((one) => one.from === (own[0] ?? ''));
  return target && target.to !== (other[0] ?? '') ? 4 : far;
}

function withoutGaps(groups: readonly EndpointGroup[]): EndpointGroup[] {
  const order = [...new Set(groups.map(({priority}) => priority))].sort((a, b) => a - b);
  return groups.map((group) => ({...group, priority: order.indexOf(group.priority)}));
}

/** The more labels an endpoint has in common with the client, from the first on, the sooner it is taken. */
function byLabels(
  groups: readonly EndpointGroup[],
  splittable: readonly EndpointGroup[],
  client: Labels,
  wanted: readonly string[],
): EndpointGroup[] {
  if (Object.keys(client).length === 0 || splittable.length === 0) return [...groups];
  return withoutGaps(splittable.flatMap((group) => splitByLabels(group, client, wanted)));
}

function splitByLabels(group: EndpointGroup, client: Labels, wanted: readonly string[]): EndpointGroup[] {
  const byPriority = new Map<number, EndpointGroup['members']>();
  for (const member of group.members) {
    const differs = wanted.findIndex((text) => {
      const [label = '', value] = text.split('=');
      return (value ?? client[label] ?? '') !== (member.endpoint.labels[label] ?? '');
    });
    const priority = differs < 0 ? 0 : wanted.length - differs;
    byPriority.set(priority, [...(byPriority.get(priority) ?? []), member]);
  }
  return [...byPriority]
    .sort(([a], [b]) => a - b)
    .map(([priority, members]) => ({...group, members, weight: weightOf(members), priority}));
}
