// SPDX-License-Identifier: Apache-2.0

/** The Gateway that a VirtualService means: `namespace/name`, or a name in its own namespace. */
export function gatewayNamed(reference: string, from: {namespace: string}): {namespace: string; name: string} {
  const slash = reference.indexOf('/');
  if (slash < 0) return {namespace: from.namespace, name: reference};
  return {namespace: reference.slice(0, slash), name: reference.slice(slash + 1)};
}
