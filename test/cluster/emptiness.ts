// SPDX-License-Identifier: Apache-2.0
import {connect} from '../../src/io/kube/connect.js';

const KINDS = [
  {apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition'},
  {apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration'},
  {apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration'},
  {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole'},
];

/** Namespaces that tests do not make. */
const SYSTEM = /^(default|kube-.*|local-path-storage)$/;

/**
 * Throws when a cluster that somebody else runs is not empty, so that tests neither find nor remove what is not theirs.
 *
 * @throws Error It names the first objects of Istio and the namespaces that are there.
 */
export async function expectEmpty(kubeconfig: string): Promise<void> {
  const cluster = await connect({kubeconfig});
  try {
    const found: string[] = [];
    for (const kind of KINDS) {
      const names = (await cluster.list(kind)).map(({metadata}) => metadata.name);
      found.push(...names.filter((name) => /istio/.test(name)).map((name) => `${kind.kind}/${name}`));
    }
    const namespaces = await cluster.list({apiVersion: 'v1', kind: 'Namespace'});
    const others = namespaces.map(({metadata}) => metadata.name).filter((name) => !SYSTEM.test(name));
    found.push(...others.map((name) => `Namespace/${name}`));
    if (found.length > 0)
      throw new Error(`the cluster of KUBECONFIG_E2E is not empty: ${found.slice(0, 5).join(', ')}`);
  } finally {
    cluster.close();
  }
}
