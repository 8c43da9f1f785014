// SPDX-License-Identifier: Apache-2.0

/** Whether a header name stands for a claim of a JWT, such as `@request.auth.claims.groups` or `…claims[groups]`. */
export function isJwtClaim(header: string): boolean {
  return /^@request\.auth\.claims(?:\..+|\[.+\])$/i.test(header);
}
