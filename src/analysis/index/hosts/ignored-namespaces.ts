// SPDX-License-Identifier: Apache-2.0

/** Namespaces that are never analyzed. */
export const IGNORED_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'];
