// SPDX-License-Identifier: Apache-2.0
import {Command} from '@oclif/core/command';
import type * as Interfaces from '@oclif/core/interfaces';
import {asReference, ExitCode, IstioctlError} from '../errors.js';
import type {Terminal} from '../io/terminal.js';
import type {FlagDefaults} from './argv/defaults.js';
import {BadValue, type FlagShape, kindOf} from './argv/flag-value.js';
import {booleanOf, invalidValue, parseArgv} from './argv/pflag.js';
import {stopClock} from './clock.js';
import {compatTexts, isReference} from './compat.js';
import type {Ending} from './ending.js';
import {globalFlags} from './flags/global.js';
import {type Session, startSession} from './session.js';
import {withHelp} from './usage.js';

/** The headings under which `istioctl --help` lists commands. */
export type Task = 'install' | 'proxies' | 'analyze' | 'other';

/** What {@link runCommand} hands to a command in place of oclif's Config, which would search the disk for plugins. */
export interface CommandContext {
  readonly bin: string;
  /** The words that name the command, for messages. */
  readonly words: string;
  readonly terminal: Terminal;
  readonly defaults: FlagDefaults;
  readonly ending: Ending;
}

type Output = Record<string, unknown>;
type FlagDefinition = Interfaces.FlagInput[string] & FlagShape;

/** The base of every command: argv read as pflag reads it, defaults from the environment, and the terminal. */
export abstract class IstioCommand extends Command {
  static override baseFlags = globalFlags;
  /** Where root help lists the command. */
  static task: Task = 'other';
  /** How many arguments a command takes that is not strict; the Go istioctl ignores the others. Undefined for any number. */
  static mostWords: number | undefined;
  /** Whether it changes a cluster or leads into it, always or with one of these flags: in a snapshot it is refused then. */
  static changes: boolean | readonly string[] = false;
  /** True for a command that only holds others; it prints its help. */
  static group = false;

  /** What the action of the command gets. */
  protected readonly session: Session;
  private readonly context: CommandContext;

  constructor(argv: string[], context: CommandContext) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- oclif's Config is never reached: run() is called directly
    super(argv, context as unknown as ConstructorParameters<typeof Command>[1]);
    this.context = context;
    this.session = startSession(argv, context);
  }

  /** Does what the command is for. What it returns is the exit code, 0 where it returns nothing. */
  abstract override run(): Promise<ExitCode | void>;

  protected get terminal(): Terminal {
    return this.session.terminal;
  }

  protected get defaults(): FlagDefaults {
    return this.session.defaults;
  }

  protected get interrupted(): AbortSignal {
    return this.session.interrupted;
  }

  protected print(text: string): void {
    this.session.print(text);
  }

  protected printAll(pieces: Iterable<string>): Promise<void> {
    return this.session.printAll(pieces);
  }

  protected say(text: string): void {
    this.session.say(text);
  }

  /** Returns a failure of the command as it is shown: a usage mistake names the help, and `--compat 1.30` has its own words. */
  async shown(error: unknown): Promise<unknown> {
    const {bin, words} = this.context;
    const isCompat = await this.isCompat();
    const shown = isCompat && error instanceof IstioctlError ? asReference(error) : error;
    return isCompat && this.parsed ? shown : withHelp(shown, `${bin} ${words}`);
  }

  /** Whether the command line, a variable or the file asks for the Go istioctl 1.30; known before flags are read, too. */
  private async isCompat(): Promise<boolean> {
    const [text] = compatTexts(this.argv) ?? (await this.context.defaults.textsOf({name: 'compat'})) ?? [];
    return isReference(text);
  }

  /**
   * Reads argv against the static flags and args of the command.
   * @throws IstioctlError (exit 64) for what pflag refuses, missing required flags and a wrong number of arguments.
   */
  protected override async parse<F extends Output, B extends Output, A extends Output>(
    options?: Interfaces.Input<F, B, A>,
    argv: string[] = this.argv,
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the flags of a command class are the input oclif describes
    const input = options ?? (this.ctor as unknown as Interfaces.Input<F, B, A>);
    const definitions = Object.entries({...this.ctor.baseFlags, ...input.flags}).map(
      ([name, flag]): FlagDefinition => ({...flag, name}),
    );
    const given = parseArgv(argv, definitions);
    const flags: Record<string, unknown> = {};
    const missing: string[] = [];
    for (const flag of definitions) {
      const texts = given.flags.get(flag.name) ?? (await this.context.defaults.textsOf(flag));
      const value = texts === undefined ? flag.default : await this.valueFrom(flag, texts);
      if (value !== undefined) flags[flag.name] = value;
      else if (flag.required) missing.push(`"${flag.name}"`);
    }
    if (missing.length > 0) throw usage(`required flag(s) ${missing.join(', ')} not set`);
    this.parsed = true;
    if (typeof flags['deadline'] === 'number') this.context.ending.limit(flags['deadline']);
    if (!('from' in (input.flags ?? {}))) {
      this.refuseChange(flags['from'], given.flags);
      await setClock(flags);
    }
    const parsed = {
      flags,
      args: await this.argsOf(input, given.words),
      argv: given.words,
      raw: [],
      metadata: {flags: {}},
      nonExistentFlags: [],
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- filled by the definitions that F, B and A were inferred from
    return parsed as unknown as Interfaces.ParserOutput<F, B, A>;
  }

  /** Throws for a command line that would change the snapshot that it reads. */
  private refuseChange(from: unknown, given: ReadonlyMap<string, unknown>): void {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a class derived from this one
    const {changes} = this.constructor as typeof IstioCommand;
    const [flag] = changes === true ? [''] : (changes || []).filter((name) => given.has(name));
    if (typeof from !== 'string' || flag === undefined) return;
    const what = [this.context.words, flag && `--${flag}`].filter(Boolean).join(' ');
    throw usage(`${what} needs a cluster: the snapshot ${from} is only read`);
  }

  private async valueFrom(flag: FlagDefinition, texts: string[]): Promise<unknown> {
    if (kindOf(flag) === 'bool') return booleanOf(flag, texts.at(-1) ?? '');
    const values: unknown[] = [];
    for (const text of texts) {
      if (flag.options && !flag.options.includes(text)) {
        throw invalidValue(flag, text, `must be one of ${flag.options.join(', ')}`);
      }
      try {
        values.push(await this.read(flag, text));
      } catch (error) {
        if (error instanceof BadValue && error.goValue !== undefined && (await this.isCompat())) {
          values.push(error.goValue);
          continue;
        }
        throw invalidValue(flag, text, error instanceof BadValue ? error : messageOf(error));
      }
    }
    return flag.multiple ? values : values.at(-1);
  }

  private async read(flag: FlagDefinition, text: string): Promise<unknown> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- boolean and option flags differ in the type of their text only
    const parse = flag.parse as ((text: string, context: unknown, flag: unknown) => Promise<unknown>) | undefined;
    return parse ? parse(text, this, flag) : text;
  }

  private async argsOf(
    input: {args?: Interfaces.ArgInput; strict?: boolean | undefined},
    words: string[],
  ): Promise<Record<string, unknown>> {
    const definitions = Object.entries(input.args ?? {});
    const strict = input.strict ?? this.ctor.strict;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a class derived from this one
    const {mostWords: most} = this.constructor as typeof IstioCommand;
    if (strict && words.length > definitions.length) {
      throw usage(`accepts ${definitions.length} arg(s), received ${words.length}`);
    }
    if (!strict && most !== undefined && words.length > most && !(await this.isCompat())) {
      throw usage(`accepts at most ${most} arg(s), received ${words.length}`);
    }
    const absent = definitions.findIndex(([, arg], i) => arg.required && words[i] === undefined);
    if (absent >= 0) throw usage(`missing argument ${definitions[absent]?.[0].toUpperCase()}`);
    return Object.fromEntries(definitions.map(([name], i) => [name, words[i]]));
  }
}

/** The clock of a command that reads a snapshot stands where it stood when the snapshot was taken. */
async function setClock(flags: Readonly<Record<string, unknown>>): Promise<void> {
  const {from} = flags;
  if (typeof from !== 'string') return stopClock(undefined);
  const {checkSource, openSnapshot} = await import('./snapshot.js');
  checkSource(flags);
  stopClock((await openSnapshot(from)).takenAt);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The error for a command line that does not fit the command. */
function usage(message: string): IstioctlError {
  return new IstioctlError(message, {exitCode: ExitCode.Usage});
}

/** Every spelling of a command from the spellings of its words, the first (its id) left out: for `static aliases`. */
export function spellings(...words: string[][]): string[] {
  const all = words.reduce<string[]>(
    (heads, names) => heads.flatMap((head) => names.map((name) => (head ? `${head}:${name}` : name))),
    [''],
  );
  return all.slice(1);
}
