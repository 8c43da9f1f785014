// SPDX-License-Identifier: Apache-2.0
import type {FlagShape} from './flag-value.js';

/** A flag as oclif.manifest.json lists it. */
export interface IndexedFlag extends FlagShape {
  summary?: string | undefined;
  description?: string | undefined;
  default?: unknown;
  hidden?: boolean | undefined;
  helpGroup?: string | undefined;
  helpValue?: string | string[] | undefined;
  required?: boolean | undefined;
}

/** A command as oclif.manifest.json lists it; ids have their words joined by `:`. */
export interface IndexedCommand {
  id: string;
  aliases: string[];
  hiddenAliases: string[];
  summary?: string;
  description?: string;
  examples?: (string | {command: string; description: string})[];
  hidden?: boolean;
  usage?: string | string[];
  args: Record<string, {name: string; description?: string; required?: boolean; hidden?: boolean}>;
  flags: Record<string, IndexedFlag>;
  /** Our own static properties ride along in the manifest. */
  task?: string;
  group?: boolean;
  relativePath?: string[];
}

/** What the words of argv name. */
export interface Resolved {
  command: IndexedCommand;
  /** The words the user spelled it with, for messages. */
  spelled: string[];
  /** argv without those words. */
  argv: string[];
}

/** The commands of the shipped manifest, found by id, alias or a prefix of words. */
export class CommandIndex {
  private readonly byId = new Map<string, IndexedCommand>();
  readonly commands: IndexedCommand[];

  constructor(manifest: {commands: Record<string, IndexedCommand>}) {
    this.commands = Object.values(manifest.commands);
    for (const command of this.commands) {
      for (const id of [command.id, ...command.aliases, ...command.hiddenAliases]) {
        this.byId.set(id.replaceAll(' ', ':'), command);
      }
    }
  }

  find(words: readonly string[]): IndexedCommand | undefined {
    return this.byId.get(words.join(':'));
  }

  /** Whether some command's id or alias begins with these words. */
  isPrefix(words: readonly string[]): boolean {
    const prefix = `${words.join(':')}:`;
    for (const id of this.byId.keys()) if (id.startsWith(prefix)) return true;
    return false;
  }

  /** The next words that may follow these, hidden ones left out unless asked for; sorted. */
  children(words: readonly string[], options: {aliases?: boolean} = {}): string[] {
    const names = new Set<string>();
    for (const command of this.commands) {
      if (command.hidden) continue;
      for (const id of [command.id, ...(options.aliases ? command.aliases : [])]) {
        const parts = id.split(/[: ]/);
        const next = parts[words.length];
        if (next !== undefined && words.every((word, i) => parts[i] === word)) names.add(next);
      }
    }
    return [...names].sort();
  }

  /**
   * Splits argv into the longest command that its words name and what is left. Words may stand behind flags, as
   * Cobra allows: a flag takes the next word as its value unless it is known to be boolean.
   */
  resolve(argv: readonly string[]): {found: Resolved | undefined; words: string[]} {
    const positions = this.wordPositions(argv);
    const words: string[] = [];
    let found: Resolved | undefined;
    for (const [n, position] of positions.entries()) {
      words.push(argv[position] ?? '');
      const command = this.find(words);
      if (command) {
        const taken = new Set(positions.slice(0, n + 1));
        found = {command, spelled: [...words], argv: argv.filter((_, i) => !taken.has(i))};
      } else if (!this.isPrefix(words)) {
        break;
      }
    }
    return {found, words};
  }

  private wordPositions(argv: readonly string[]): number[] {
    const booleans = this.booleanFlags();
    const positions: number[] = [];
    for (let i = 0; i < argv.length; i++) {
      const word = argv[i] ?? '';
      if (word === '--') break;
      if (word.startsWith('-') && word !== '-') {
        const name = word.startsWith('--') ? word.slice(2) : word.slice(-1);
        const takesNext = !word.includes('=') && (word.startsWith('--') || word.length === 2) && !booleans.has(name);
        if (takesNext) i++;
      } else {
        positions.push(i);
      }
    }
    return positions;
  }

  /** Names and letters that are boolean in every command that has them. */
  private booleanFlags(): Set<string> {
    const booleans = new Set<string>();
    const others = new Set<string>();
    for (const command of this.commands) {
      for (const flag of Object.values(command.flags)) {
        const names = flag.char ? [flag.name, flag.char] : [flag.name];
        for (const name of names) (flag.type === 'boolean' ? booleans : others).add(name);
      }
    }
    return new Set([...booleans].filter((name) => !others.has(name)));
  }
}
