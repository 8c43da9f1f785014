// SPDX-License-Identifier: Apache-2.0

/** Whether the element at one index belongs before that at another. */
type Less = (i: number, j: number) => boolean;

/** One sort under way: what is compared and exchanged by index. */
interface Sort<T> {
  readonly items: T[];
  readonly less: Less;
}

type Hint = 'increasing' | 'decreasing' | 'unknown';

/**
 * Sorts in place as Go's `sort.Slice` does: a pattern-defeating quicksort that is not stable. What is printed depends on
 * where it leaves elements that compare equal, so its steps are those of spec/proxy.md §1.7, one by one.
 */
export function pdqSort<T extends object>(items: T[], before: (a: T, b: T) => boolean): T[] {
  const less: Less = (i, j) => {
    const [one, other] = [items[i], items[j]];
    return one !== undefined && other !== undefined && before(one, other);
  };
  const sort: Sort<T> = {items, less};
  quicksort(sort, 0, items.length, bitLength(items.length));
  return items;
}

function bitLength(number: number): number {
  return number === 0 ? 0 : 32 - Math.clz32(number);
}

function swap<T>({items}: Sort<T>, i: number, j: number): void {
  const [one, other] = [items[i], items[j]];
  if (!one || !other) return;
  items[i] = other;
  items[j] = one;
}

const SHORT = 12;

function quicksort<T>(sort: Sort<T>, from: number, to: number, limit: number): void {
  let [a, b, left] = [from, to, limit];
  let balanced = true;
  let partitioned = true;
  for (;;) {
    const length = b - a;
    if (length <= SHORT) return insertionSort(sort, a, b);
    if (left === 0) return heapSort(sort, a, b);
    if (!balanced) {
      breakPatterns(sort, a, b);
      left--;
    }
    let {pivot, hint} = choosePivot(sort, a, b);
    if (hint === 'decreasing') {
      reverse(sort, a, b);
      pivot = b - 1 - (pivot - a);
      hint = 'increasing';
    }
    if (balanced && partitioned && hint === 'increasing' && partialInsertionSort(sort, a, b)) return;
    if (a > 0 && !sort.less(a - 1, pivot)) {
      a = partitionEqual(sort, a, b, pivot);
      continue;
    }
    const split = partition(sort, a, b, pivot);
    partitioned = split.partitioned;
    const lower = split.middle - a;
    const upper = b - split.middle;
    balanced = Math.max(Math.min(lower, upper), 0) >= Math.floor(length / 8);
    if (lower < upper) {
      quicksort(sort, a, split.middle, left);
      a = split.middle + 1;
    } else {
      quicksort(sort, split.middle + 1, b, left);
      b = split.middle;
    }
  }
}

function insertionSort<T>(sort: Sort<T>, a: number, b: number): void {
  for (let i = a + 1; i < b; i++) {
    for (let j = i; j > a && sort.less(j, j - 1); j--) swap(sort, j, j - 1);
  }
}

function heapSort<T>(sort: Sort<T>, a: number, b: number): void {
  const length = b - a;
  for (let i = Math.floor((length - 1) / 2); i >= 0; i--) siftDown(sort, i, length, a);
  for (let i = length - 1; i >= 0; i--) {
    swap(sort, a, a + i);
    siftDown(sort, 0, i, a);
  }
}

function siftDown<T>(sort: Sort<T>, low: number, high: number, first: number): void {
  let root = low;
  for (;;) {
    let child = 2 * root + 1;
    if (child >= high) return;
    if (child + 1 < high && sort.less(first + child, first + child + 1)) child++;
    if (!sort.less(first + root, first + child)) return;
    swap(sort, first + root, first + child);
    root = child;
  }
}

function choosePivot<T>(sort: Sort<T>, a: number, b: number): {pivot: number; hint: Hint} {
  const length = b - a;
  const quarter = Math.floor(length / 4);
  let swaps = 0;
  const ordered = (x: number, y: number): [number, number] => {
    if (!sort.less(y, x)) return [x, y];
    swaps++;
    return [y, x];
  };
  const median = (first: number, second: number, third: number): number => {
    let [x, y, z] = [first, second, third];
    [x, y] = ordered(x, y);
    [y, z] = ordered(y, z);
    [x, y] = ordered(x, y);
    return y;
  };
  const around = (i: number) => median(i - 1, i, i + 1);
  let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3];
  if (length >= 50) [i, j, k] = [around(i), around(j), around(k)];
  if (length >= 8) j = median(i, j, k);
  return {pivot: j, hint: swaps === 0 ? 'increasing' : swaps === 12 ? 'decreasing' : 'unknown'};
}

function reverse<T>(sort: Sort<T>, a: number, b: number): void {
  for (let i = a, j = b - 1; i < j; i++, j--) swap(sort, i, j);
}

const STEPS = 5;
const WORTH_SHIFTING = 50;

/** Whether the range is sorted after a few exchanges. */
function partialInsertionSort<T>(sort: Sort<T>, a: number, b: number): boolean {
  let i = a + 1;
  for (let step = 0; step < STEPS; step++) {
    while (i < b && !sort.less(i, i - 1)) i++;
    if (i === b) return true;
    if (b - a < WORTH_SHIFTING) return false;
    swap(sort, i, i - 1);
    if (i - a >= 2) for (let j = i - 1; j >= 1 && sort.less(j, j - 1); j--) swap(sort, j, j - 1);
    if (b - i >= 2) for (let j = i + 1; j < b && sort.less(j, j - 1); j++) swap(sort, j, j - 1);
  }
  return false;
}

/** Gathers what equals the pivot at the beginning; returns where the rest starts. */
function partitionEqual<T>(sort: Sort<T>, a: number, b: number, pivot: number): number {
  swap(sort, a, pivot);
  let i = a + 1;
  let j = b - 1;
  for (;;) {
    while (i <= j && !sort.less(a, i)) i++;
    while (i <= j && sort.less(a, j)) j--;
    if (i > j) return i;
    swap(sort, i++, j--);
  }
}

function partition<T>(sort: Sort<T>, a: number, b: number, pivot: number): {middle: number; partitioned: boolean} {
  swap(sort, a, pivot);
  let i = a + 1;
  let j = b - 1;
  for (let partitioned = true; ; partitioned = false) {
    while (i <= j && sort.less(i, a)) i++;
    while (i <= j && !sort.less(j, a)) j--;
    if (i > j) {
      swap(sort, j, a);
      return {middle: j, partitioned};
    }
    swap(sort, i++, j--);
  }
}

/** Scatters three elements from the middle by a generator seeded with the length, against hostile patterns. */
function breakPatterns<T>(sort: Sort<T>, a: number, b: number): void {
  const length = b - a;
  if (length < 8) return;
  let random = BigInt(length);
  const next = () => {
    random ^= BigInt.asUintN(64, random << 13n);
    random ^= random >> 7n;
    random ^= BigInt.asUintN(64, random << 17n);
    return random;
  };
  const mask = (1n << BigInt(bitLength(length))) - 1n;
  const first = a + Math.floor(length / 4) * 2 - 1;
  for (let index = first; index < first + 3; index++) {
    let other = Number(next() & mask);
    if (other >= length) other -= length;
    swap(sort, index, a + other);
  }
}
