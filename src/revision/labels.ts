// SPDX-License-Identifier: Apache-2.0
import type {ObjectToApply} from '../io/kube/cluster.js';
import {isTree} from '../manifest/input/tree.js';

/** Who applies; the name by which the reference's objects are recognised and taken over. */
export const FIELD_MANAGER = 'istio-operator';

export const REVISION = 'istio.io/rev';
export const TAG = 'istio.io/tag';

export const MUTATING = {apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration'};
export const VALIDATING = {apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration'};
export const SERVICE = {apiVersion: 'v1', kind: 'Service'};

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
