// SPDX-License-Identifier: Apache-2.0

/** Parts that decide neither where a request goes nor who lets it through: a token is taken to be good. */
const HARMLESS = [/^keys of JWT issuer /, /^service name of spans /, /^credential /];

/** Returns whether a part that is not simulated may decide what becomes of a request. */
export function decidesRequests(part: string): boolean {
  return !HARMLESS.some((harmless) => harmless.test(part));
}
