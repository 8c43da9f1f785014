// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../../io/kube/cluster.js';
import {getIn, isTree, textIn} from '../../manifest/input/tree.js';
import {quantity} from '../../quantity.js';
import {revisionOfElection} from '../../revision/elections.js';
import {check, following, type Outcome, ok, warning} from '../check.js';
import {revisionOf} from './istiod.js';

/** What a leader writes into a ConfigMap (client-go's leader election). */
const RECORD = 'control-plane.alpha.kubernetes.io/leader';

/** A lease may have run out for as long again before it is said: the next leader needs time to notice. */
const PATIENCE = 2;

export const ELECTIONS = [
  check({
    id: 'C024',
    group: 'istiod',
    title: 'one istiod leads',
    when: 'after',
    doc: `Of several istiods one writes the status of resources, fills in webhooks and makes Gateways run. They agree by leases in
the namespace of the control plane. When nobody renews one, that work stands still: Gateways stay unprogrammed, webhooks keep an
old certificate. Look at istiod's log for "leader", and at whether it may write ConfigMaps and Leases.`,
    needs: ['elections', 'deployments'],
    run({elections, deployments, settings}) {
      const revisions = new Set(deployments.map(revisionOf));
      const found = elections
        .flatMap((object) => electionOf(object) ?? [])
        .filter(({name}) => isOfAny(revisions, name));
      if (found.length === 0) return [];
      const stale = found.filter(({until}) => until < settings.now.getTime());
      if (stale.length === 0)
        return [ok(`${quantity(found.length, 'lease of istiod has', 'leases of istiod have')} a leader`)];
      return stale.map(
        ({name, holder, renewed}): Outcome =>
          following(warning(`nobody leads ${name}`, `${holder} renewed it last at ${renewed}`), 'C020'),
      );
    },
  }),
];

interface Election {
  name: string;
  holder: string;
  renewed: string;
  /** Milliseconds since 1970 until which the holder counts. */
  until: number;
}

/** What a revision that was removed leaves behind is of no concern: nobody needs to lead it. */
function isOfAny(revisions: ReadonlySet<string>, election: string): boolean {
  const revision = revisionOfElection(election);
  return revision === undefined || revisions.has(revision);
}

/** Undefined for what is no election of istiod's, and for one that its last leader gave up in order. */
function electionOf(object: KubeObject): Election | undefined {
  const {name} = object.metadata;
  const record = object.kind === 'Lease' ? getIn(object, ['spec']) : recordIn(object.metadata.annotations?.[RECORD]);
  const [holder, renewed] = [textIn(record, ['holderIdentity']), textIn(record, ['renewTime'])];
  if (!name.startsWith('istio-') || !holder || !renewed) return undefined;
  const seconds = Number(getIn(record, ['leaseDurationSeconds']) ?? 0);
  return {name, holder, renewed, until: Date.parse(renewed) + PATIENCE * seconds * 1000};
}

function recordIn(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    const record: unknown = JSON.parse(text);
    return isTree(record) ? record : undefined;
  } catch {
    return undefined; // what somebody else wrote there is no election
  }
}
