// SPDX-License-Identifier: Apache-2.0

/** Host of a revision's istiod within the cluster; the revision is empty for the default one. */
export function istiodHost(namespace: string, revision: string): string {
  return `istiod${revision === '' ? '' : `-${revision}`}.${namespace}.svc`;
}

/** Where proxies of a revision find their istiod. */
export function istiodAddress(namespace: string, revision: string): string {
  return `${istiodHost(namespace, revision)}:15012`;
}
