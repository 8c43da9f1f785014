// SPDX-License-Identifier: Apache-2.0
import type {DestinationRule} from '../model/scope.js';

export type TrafficPolicy = NonNullable<DestinationRule['spec']['trafficPolicy']>;

type Spec = DestinationRule['spec'];

/** Fields that a policy of a port sets or puts back to their defaults. */
const PORT_FIELDS = ['connectionPool', 'outlierDetection', 'loadBalancer', 'tls'] as const;

const OTHER_FIELDS = ['tunnel', 'proxyProtocol', 'retryBudget'] as const;

/** Returns the policy for a port: that of its own, which inherits nothing, else the whole (istio.io, "Destination Rule", portLevelSettings). */
export function policyForPort(policy: TrafficPolicy | undefined, port: number): TrafficPolicy | undefined {
  const own = ownPolicy(policy, port);
  return own ?? policy;
}

function ownPolicy(policy: TrafficPolicy | undefined, port: number): TrafficPolicy | undefined {
  const own = policy?.portLevelSettings?.find((settings) => settings.port?.number === port);
  return (
    own && Object.fromEntries(PORT_FIELDS.flatMap((field) => (own[field] === undefined ? [] : [[field, own[field]]])))
  );
}

/** Returns the policy of a rule for a port and a subset: fields of the subset take the place of the rule's. */
export function policyFor(
  {trafficPolicy, subsets = []}: Spec,
  port: number,
  subset: string,
): TrafficPolicy | undefined {
  const original = policyForPort(trafficPolicy, port);
  const ofSubset = subset === '' ? undefined : subsets.find(({name}) => name === subset)?.trafficPolicy;
  return mergedPolicy(original, ofSubset, port);
}

/** Returns a policy with that of a subset over it. */
export function mergedPolicy(
  original: TrafficPolicy | undefined,
  ofSubset: TrafficPolicy | undefined,
  port: number,
): TrafficPolicy | undefined {
  if (!ofSubset) return original;
  const forPort = ownPolicy(ofSubset, port);
  const subset = forPort ?? ofSubset;
  if (!original) return subset;
  const fields = [...PORT_FIELDS, ...OTHER_FIELDS].map((field) => {
    const always = forPort !== undefined && PORT_FIELDS.some((name) => name === field);
    return [field, subset[field] !== undefined || always ? subset[field] : original[field]];
  });
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}
