// SPDX-License-Identifier: Apache-2.0

// Templates are not trusted: what one call can build is bounded, far above what a chart needs.

const MAX_TEXT = 1 << 25;
const MAX_ITEMS = 1 << 20;
const MAX_NODES = 1 << 21;
const MAX_DEPTH = 1000;

/** A bound was passed. Functions that put an error's text in place of a result let this one through. */
export class LimitError extends Error {
  override readonly name = 'LimitError';
}

/** Throws if a text of that many characters may not be built. */
export function checkLength(length: number): void {
  if (length > MAX_TEXT)
    throw new LimitError(`the result would have ${length} characters; at most ${MAX_TEXT} are allowed`);
}

/** Throws if a list of that many items may not be built. */
export function checkItems(count: number): void {
  if (count > MAX_ITEMS) throw new LimitError(`the result would have ${count} items; at most ${MAX_ITEMS} are allowed`);
}

/** Bounds a walk through nested values: these can hold themselves, or one list a million times. */
export class Walk {
  private nodes = 0;

  /** To be called on every value, with its depth. */
  visit(depth: number): void {
    this.nodes++;
    if (depth > MAX_DEPTH)
      throw new LimitError(`the value is nested more than ${MAX_DEPTH} levels deep, or holds itself`);
    if (this.nodes > MAX_NODES) throw new LimitError(`the value has more than ${MAX_NODES} parts`);
  }
}
