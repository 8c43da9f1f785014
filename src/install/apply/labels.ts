// SPDX-License-Identifier: Apache-2.0
import {REVISION} from '../../revision/labels.js';

export const COMPONENT = 'operator.istio.io/component';
export const NOT_PRUNED = 'install.operator.istio.io/owning-resource-not-pruned';
const MANAGED = 'operator.istio.io/managed';
const VERSION = 'operator.istio.io/version';
const OWNER = 'install.operator.istio.io/owning-resource';
const OWNER_NAMESPACE = 'install.operator.istio.io/owning-resource-namespace';

/** What the charts write as owner when the IstioOperator has no name. */
const NO_OWNER = 'unknown';

/** Whose objects these are: one IstioOperator in one revision. */
export interface Owner {
  /** metadata.name of the IstioOperator; '' when it has none. */
  name: string;
  namespace: string;
  /** '' is the default revision. */
  revision: string;
}

/** The labels every installed object gets (spec/install.md §1.4), those of the component left out. */
export function ownerLabels({name, namespace, revision}: Owner, version: string): Record<string, string> {
  return {
    [MANAGED]: 'Reconcile',
    [VERSION]: version,
    ...(name !== '' && {[OWNER]: name}),
    ...(namespace !== '' && {[OWNER_NAMESPACE]: namespace}),
    [REVISION]: revision || 'default',
  };
}

/** Whether the labels name this owner: one without a name owns what names nobody. */
export function belongsTo(labels: Record<string, string>, owner: Owner): boolean {
  return (labels[OWNER] ?? NO_OWNER) === (owner.name || NO_OWNER);
}

/**
 * Selects what this owner may have installed, in any version: what an upgrade no longer renders must go too. An owner
 * without a name is told apart by {@link belongsTo}.
 */
export function ownerSelector(owner: Owner): string {
  const ownership = ownershipSelector({...owner, revision: owner.revision || 'default'});
  return `${MANAGED}=Reconcile,${ownership},${COMPONENT}`;
}

/** Selects by those parts of an owner that are known; '' stands for any. */
export function ownershipSelector({name, namespace, revision}: Owner): string {
  return [
    ...(name === '' ? [] : [`${OWNER}=${name}`]),
    ...(namespace === '' ? [] : [`${OWNER_NAMESPACE}=${namespace}`]),
    ...(revision === '' ? [] : [`${REVISION}=${revision}`]),
  ].join(',');
}
