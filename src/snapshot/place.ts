// SPDX-License-Identifier: Apache-2.0

/** `shop/cart`: what objects of a kind are told apart by, and the order in which the API server lists them. */
export function placeOf({metadata: {namespace = '', name}}: {metadata: {namespace?: string; name: string}}): string {
  return `${namespace}/${name}`;
}
