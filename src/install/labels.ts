// SPDX-License-Identifier: Apache-2.0
import type {ObjectToApply} from '../io/kube/cluster.js';
import {isTree} from '../manifest/tree.js';

/** Who applies; the name by which the reference's objects are recognised and taken over. */
export const FIELD_MANAGER = 'istio-operator';

export const COMPONENT = 'operator.istio.io/component';
export const NOT_PRUNED = 'install.operator.istio.io/owning-resource-not-pruned';
export const REVISION = 'istio.io/rev';
export const TAG = 'istio.io/tag';
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

/** The object with these labels on top of its own. Throws when the value is not an object of Kubernetes. */
export function labelled(value: unknown, labels: Record<string, string>): ObjectToApply {
  if (isTree(value)) {
    const {apiVersion, kind, metadata} = value;
    if (typeof apiVersion === 'string' && typeof kind === 'string' && isTree(metadata)) {
      const {name, namespace, labels: own} = metadata;
      if (typeof name === 'string') {
        const key = {name, ...(typeof namespace === 'string' && {namespace})};
        const merged = {...(isTree(own) ? own : {}), ...labels};
        return {...value, apiVersion, kind, metadata: {...metadata, ...key, labels: merged}};
      }
    }
  }
  throw new TypeError(`not a Kubernetes object: ${JSON.stringify(value)}`);
}
