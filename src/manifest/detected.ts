// SPDX-License-Identifier: Apache-2.0
import type {Tree} from './input/tree.js';

/**
 * Settings that follow from what the cluster says of itself (spec §2.2): on GKE the CNI agent has to live in
 * kube-system. `gitVersion` is the server's, for example `v1.32.4-gke.1234`.
 */
export function detectedSettings(gitVersion: string): Tree {
  if (!gitVersion.includes('-gke')) return {};
  return {
    spec: {
      components: {cni: {namespace: 'kube-system'}},
      values: {global: {platform: 'gke'}, cni: {resourceQuotas: {enabled: false}}},
    },
  };
}
