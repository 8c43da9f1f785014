// SPDX-License-Identifier: Apache-2.0
import type {FlagShape} from './argv/flag-value.js';

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

/** What it takes to find a command: the part of the manifest that every run reads. */
export interface ListedCommand {
  id: string;
  aliases: string[];
  summary?: string | undefined;
  hidden?: boolean | undefined;
  task?: string | undefined;
  group?: boolean | undefined;
  relativePath?: string[] | undefined;
}

/** dist/commands.json: the manifest without flags and texts, written with it by the build. */
export interface CommandList {
  commands: ListedCommand[];
  /** Names and letters of flags that are boolean in every command that has them. */
  booleans: string[];
}

/** The list of a manifest. */
export function listCommands(manifest: {commands: Record<string, IndexedCommand>}): CommandList {
  const all = Object.values(manifest.commands);
  const named = (alone: boolean) =>
    all.flatMap(({flags}) =>
      Object.values(flags)
        .filter((flag) => takesNoWord(flag) === alone)
        .flatMap(({name, char}) => (char ? [name, char] : [name])),
    );
  const others = new Set(named(false));
  return {
    commands: all.map(({id, aliases, hiddenAliases, summary, hidden, task, group, relativePath}) => ({
      id,
      aliases: [...aliases, ...hiddenAliases],
      summary,
      hidden,
      task,
      group,
      relativePath,
    })),
    booleans: [...new Set(named(true))].filter((name) => !others.has(name)).sort(),
  };
}

/** What the words of argv name. */
export interface Resolved {
  command: ListedCommand;
  /** The words the user spelled it with, for messages. */
  spelled: string[];
  /** argv without those words. */
  argv: string[];
}

/** The commands that there are, found by id, alias or a prefix of words. */
export class CommandIndex {
  private readonly byId = new Map<string, ListedCommand>();
  private readonly booleans: ReadonlySet<string>;
  readonly commands: readonly ListedCommand[];

  constructor({commands, booleans}: CommandList) {
    this.commands = commands;
    this.booleans = new Set(booleans);
    for (const command of commands) {
      for (const id of [command.id, ...command.aliases]) this.byId.set(id.replaceAll(' ', ':'), command);
    }
  }

  find(words: readonly string[]): ListedCommand | undefined {
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
    const positions: number[] = [];
    for (let i = 0; i < argv.length; i++) {
      const word = argv[i] ?? '';
      if (word === '--') break;
      if (word.startsWith('-') && word !== '-') {
        const name = word.startsWith('--') ? word.slice(2) : word.slice(-1);
        const takesNext =
          !word.includes('=') && (word.startsWith('--') || word.length === 2) && !this.booleans.has(name);
        if (takesNext) i++;
      } else {
        positions.push(i);
      }
    }
    return positions;
  }
}

/** Whether the word after a flag is another one: for booleans, and where the value may be left out. */
function takesNoWord({type, helpValue}: IndexedFlag): boolean {
  return type === 'boolean' || [helpValue ?? ''].flat().join('|').startsWith('[');
}
