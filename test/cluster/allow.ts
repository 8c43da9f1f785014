// SPDX-License-Identifier: Apache-2.0
import type {Cluster} from '../../src/io/kube/cluster.js';

const RBAC = 'rbac.authorization.k8s.io';

/** Gives a user these rules in all namespaces, and no others. */
export async function allow(cluster: Cluster, name: string, rules: object[]): Promise<void> {
  const roleRef = {apiGroup: RBAC, kind: 'ClusterRole', name: `test-${name}`};
  const role = {apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: {name: `test-${name}`}, rules};
  const subjects = [{apiGroup: RBAC, kind: 'User', name}];
  const binding = {apiVersion: `${RBAC}/v1`, kind: 'ClusterRoleBinding', metadata: role.metadata, roleRef, subjects};
  for (const object of [role, binding]) await cluster.create(object, {fieldManager: 'test'});
}
