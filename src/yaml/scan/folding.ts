// SPDX-License-Identifier: Apache-2.0

/** Line breaks between two words: a single one counts as a blank, of several the first one goes. */
export class Folding {
  private trailing = '';

  /** @param leading The first break; empty where a backslash took it away. */
  constructor(private readonly leading: string) {}

  later(lineBreak: string): void {
    this.trailing += lineBreak;
  }

  /** Line and paragraph separators are never folded. */
  text(): string {
    if (this.leading !== '\n') return this.leading + this.trailing;
    return this.trailing === '' ? ' ' : this.trailing;
  }
}
