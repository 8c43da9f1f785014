// SPDX-License-Identifier: Apache-2.0

/** Returns a number with its noun, and what follows that has to agree with it: `1 pod lacks`, `3 pods lack`. */
export function quantity(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
