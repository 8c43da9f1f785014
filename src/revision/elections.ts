// SPDX-License-Identifier: Apache-2.0

/** Leases of which every revision holds one of its own; the revision is the rest of the name. */
const PER_REVISION = /^istio-gateway-(?:deployment|status-leader|inferencepool)-(.+)$/;

/** Returns the revision that an election of istiod is held in; undefined for one that all revisions take part in. */
export function revisionOfElection(name: string): string | undefined {
  return PER_REVISION.exec(name)?.[1];
}
