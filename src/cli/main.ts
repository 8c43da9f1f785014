// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../errors.js';
import type {Terminal} from '../io/terminal.js';
import {didYouMean} from '../suggest.js';
import {visible} from '../writer/visible.js';
import {flagDefaults} from './argv/defaults.js';
import {parseArgv} from './argv/pflag.js';
import {
  CommandIndex,
  type CommandList,
  type IndexedCommand,
  type ListedCommand,
  type Resolved,
} from './command-index.js';
import type {Ending} from './ending.js';
import type {CommandContext} from './istio-command.js';
import {withHelp} from './usage.js';

/** What the program around the commands provides. */
export interface Program {
  bin: string;
  terminal: Terminal;
  commands: CommandList;
  /** All that the shipped oclif.manifest.json says of a command; for help. */
  describe(command: ListedCommand): IndexedCommand;
  /** Loads the code of one command, and of nothing else. */
  load(command: ListedCommand): Promise<CommandClass>;
  ending: Ending;
}

type CommandClass = new (
  argv: string[],
  context: CommandContext,
) => {run(): Promise<ExitCode | void>; shown(error: unknown): Promise<unknown>};

/** Runs one command line to its end and returns the exit code; every error is printed here and nowhere else. */
export async function main(argv: readonly string[], program: Program): Promise<ExitCode> {
  try {
    const ended = await dispatch(argv, program);
    return typeof ended === 'number' ? ended : ExitCode.Ok;
  } catch (error) {
    return report(program.ending.reportable(error), argv, program);
  }
}

/** Returns the exit code of a command that has one to tell. */
async function dispatch(argv: readonly string[], program: Program): Promise<ExitCode | void> {
  const index = new CommandIndex(program.commands);
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
  const {found, words: named} = index.resolve(words);
  if (!found) {
    if (named.length > 0) throw unknownCommand(named, index, program.bin);
    return runRoot(words, index, program);
  }
  // The words of a command line to be completed are data, `--help` among them.
  if (wantsHelp(found.argv) && found.command.id !== '__complete') {
    const {commandHelp} = await import('./help.js');
    program.terminal.out(commandHelp(program.describe(found.command), index, program.bin));
    return;
  }
  if (found.command.group) {
    await showGroup(found, named, index, program);
    return;
  }
  const Loaded = await program.load(found.command);
  const {bin, terminal, ending} = program;
  const path = found.command.id.replaceAll(':', ' ');
  const command = new Loaded(found.argv, {bin, words: path, terminal, ending, defaults: flagDefaults(terminal)});
  try {
    return await command.run();
  } catch (error) {
    throw await command.shown(error);
  }
}

/** Flags without a command: help, the version of the client, or a mistake. */
async function runRoot(argv: readonly string[], index: CommandIndex, program: Program): Promise<ExitCode | void> {
  if (argv.includes('--version')) return dispatch(['version', '--remote=false'], program);
  if (argv.length > 0 && !wantsHelp(argv)) {
    const {globalFlags} = await import('./flags/global.js');
    const flags = Object.entries(globalFlags).map(([name, flag]) => ({...flag, name}));
    try {
      parseArgv(argv, flags);
    } catch (error) {
      throw withHelp(error, program.bin);
    }
  }
  const {rootHelp} = await import('./help.js');
  program.terminal.out(rootHelp(index, program.bin));
}

/** A group does nothing but hold commands: alone it shows them, with a word that is none of them it says so. */
async function showGroup(found: Resolved, named: string[], index: CommandIndex, program: Program): Promise<void> {
  const stray = named[found.spelled.length];
  if (stray !== undefined) throw unknownCommand([...found.spelled, stray], index, program.bin);
  const {commandHelp} = await import('./help.js');
  program.terminal.out(commandHelp(program.describe(found.command), index, program.bin));
}

function wantsHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

function unknownCommand(words: string[], index: CommandIndex, bin: string): IstioctlError {
  const parents = words.slice(0, -1);
  const word = words.at(-1) ?? '';
  const path = [bin, ...parents].join(' ');
  const meant = didYouMean(word, index.children(parents, {aliases: true}));
  const usage = `run '${path} --help' for usage`;
  const hint = meant ? `${meant} Or ${usage}` : usage;
  return new IstioctlError(`unknown command "${word}" for "${path}"`, {exitCode: ExitCode.Usage, hint});
}

function report(error: unknown, argv: readonly string[], program: Program): ExitCode {
  const {err} = program.terminal;
  if (error instanceof IstioctlError) {
    if (error.message !== '') err(`Error: ${visible(error.message)}\n`);
    if (error.hint) err(`Hint: ${visible(error.hint)}\n`);
  } else {
    const text = error instanceof Error ? error.message : String(error);
    err(
      `Error: internal error: ${visible(text)}\nHint: this is a bug; run again with --debug and report what it prints\n`,
    );
  }
  if (argv.includes('--debug')) err(`${stackOf(error)}\n`);
  return error instanceof IstioctlError ? error.exitCode : ExitCode.Failed;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
