// SPDX-License-Identifier: Apache-2.0

interface Entry {
  readonly name: string;
  slot: number;
  isRangeElement: boolean;
  /** Known by name but not set: declared by a pipeline that is still being read, or by another branch. */
  isPending: boolean;
}

/** A variable as a pipeline finds it: slot -1 if it is not set when the pipeline runs. */
export interface ScopedVariable {
  readonly slot: number;
  readonly isRangeElement: boolean;
}

/** The variables that are visible while one template is parsed; each declaration gets a slot of its own. */
export class VariableScope {
  private readonly entries: Entry[] = [{name: '$', slot: 0, isRangeElement: false, isPending: false}];
  slots = 1;

  /** What {@link leave} needs to forget everything that is declared from here on. */
  enter(): number {
    return this.entries.length;
  }

  leave(mark: number): void {
    this.entries.length = mark;
  }

  /** What a body declared is known in the else that follows, but has no value there. */
  hide(mark: number): void {
    for (const entry of this.entries.slice(mark)) {
      entry.slot = -1;
      entry.isPending = true;
    }
  }

  /** In the else of a range its variables hold what was ranged over. */
  endRange(mark: number): void {
    for (const entry of this.entries.slice(mark)) entry.isRangeElement = false;
  }

  /** The innermost variable of that name, or undefined if the name was never mentioned on a left side. */
  find(name: string): ScopedVariable | undefined {
    let found: ScopedVariable | undefined;
    for (const entry of this.entries) {
      if (entry.name !== name) continue;
      if (!entry.isPending) found = entry;
      else found ??= {slot: -1, isRangeElement: false};
    }
    return found;
  }

  /** Makes the name known; {@link settle} gives it its value once the pipeline was read. */
  declare(name: string, isAssignment: boolean): number {
    const slot = isAssignment ? (this.find(name)?.slot ?? -1) : this.slots++;
    this.entries.push({name, slot, isRangeElement: false, isPending: true});
    return slot;
  }

  settle(slots: readonly number[], isRange: boolean): void {
    for (const entry of this.entries) {
      if (!entry.isPending || !slots.includes(entry.slot)) continue;
      entry.isPending = entry.slot === -1;
      entry.isRangeElement = isRange && entry.slot === slots.at(-1);
    }
  }
}
