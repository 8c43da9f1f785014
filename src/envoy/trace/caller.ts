// SPDX-License-Identifier: Apache-2.0

/** Who sends a request, as far as that is known. */
export interface Caller {
  /** The name in its certificate, `spiffe://cluster.local/ns/shop/sa/cart`; empty where it shows none, undefined where nobody said. */
  principal: string | undefined;
  /** Undefined where nobody said. */
  ip: string | undefined;
  /** Of a token that was found good; undefined where it sends none. */
  claims: Readonly<Record<string, unknown>> | undefined;
}

/** The principal of a service account as users write it, with or without `spiffe://`. */
export function spiffeName(principal: string): string {
  return principal.includes('://') ? principal : `spiffe://${principal}`;
}
