// SPDX-License-Identifier: Apache-2.0
import type {CommandIndex, IndexedFlag, ListedCommand} from './command-index.js';

export interface Candidate {
  text: string;
  description?: string | undefined;
}

/** What may stand at the cursor, and what the shell should do besides listing it. */
export interface Completion {
  candidates: Candidate[];
  mode: 'done' | 'nospace' | 'file' | 'folder';
}

/** Answers for values that only a command's domain knows; undefined when it has nothing to say. */
export interface ValueSource {
  flag(command: string, flag: string, typed: string): Promise<Completion | undefined>;
  arg(command: string, position: number, typed: string): Promise<Completion | undefined>;
}

const FILES = /^(filename|file|kubeconfig|.*File(Name)?)$/;
const FOLDERS = /^(manifests|output-dir|cert-dir|dir)$/;

/** Completes the last of the words that follow the program's name. */
export async function complete(
  words: readonly string[],
  index: CommandIndex,
  flagsOf: (command: ListedCommand) => readonly IndexedFlag[],
  values: ValueSource,
): Promise<Completion> {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const {found, words: named} = index.resolve(before);
  const flags = found ? flagsOf(found.command).filter((flag) => !flag.hidden) : [];
  const waiting = waitingFlag(before.at(-1), flags);
  if (waiting) return flagValues(found?.command, waiting, typed, '', values);
  const inline = /^(--[^=]+|-[A-Za-z])=(.*)$/.exec(typed);
  if (inline) {
    const flag = flags.find(({name, char}) => inline[1] === `--${name}` || inline[1] === `-${char}`);
    return flag ? flagValues(found?.command, flag, inline[2] ?? '', `${inline[1]}=`, values) : none();
  }
  if (typed.startsWith('-'))
    return done(
      flags.map(({name, summary}) => ({text: `--${name}`, description: summary})),
      typed,
    );
  const path = found?.command.id.split(':') ?? [];
  const children = named.length === (found?.spelled.length ?? 0) ? index.children(path) : [];
  if (children.length > 0) {
    return done(
      children.map((text) => ({text, description: index.find([...path, text])?.summary})),
      typed,
    );
  }
  if (!found) return none();
  const position = named.length - found.spelled.length;
  return (await values.arg(found.command.id, position, typed)) ?? none();
}

function waitingFlag(word: string | undefined, flags: IndexedFlag[]): IndexedFlag | undefined {
  if (!word?.startsWith('-') || word.includes('=')) return undefined;
  return flags.find(({name, char, type}) => type === 'option' && (word === `--${name}` || word === `-${char}`));
}

async function flagValues(
  command: ListedCommand | undefined,
  flag: IndexedFlag,
  typed: string,
  prefix: string,
  values: ValueSource,
): Promise<Completion> {
  const found = await valuesOf(command, flag, typed, values);
  return {...found, candidates: found.candidates.map((candidate) => ({...candidate, text: prefix + candidate.text}))};
}

async function valuesOf(
  command: ListedCommand | undefined,
  flag: IndexedFlag,
  typed: string,
  values: ValueSource,
): Promise<Completion> {
  const known = await values.flag(command?.id ?? '', flag.name, typed);
  if (known) return known;
  if (flag.options)
    return done(
      flag.options.map((text) => ({text})),
      typed,
    );
  if (FOLDERS.test(flag.name)) return {candidates: [], mode: 'folder'};
  return {candidates: [], mode: FILES.test(flag.name) ? 'file' : 'done'};
}

/** The candidates that begin with what is typed. */
export function done(candidates: Candidate[], typed: string): Completion {
  return {candidates: candidates.filter(({text}) => text.startsWith(typed)), mode: 'done'};
}

function none(): Completion {
  return {candidates: [], mode: 'done'};
}

/** The lines that the completion scripts read. */
export function completionLines({candidates, mode}: Completion): string {
  const lines = candidates.map(({text, description}) =>
    description ? `${text}\t${description.split('\n')[0]}` : text,
  );
  return `${[...lines, `:${mode}`].join('\n')}\n`;
}
