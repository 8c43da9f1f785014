// SPDX-License-Identifier: Apache-2.0

import {alignColumns} from '../writer/columns.js';
import {GLOBAL} from './argv/flag-value.js';
import type {CommandIndex, IndexedCommand, IndexedFlag} from './command-index.js';

const TASKS: [task: string, heading: string][] = [
  ['install', 'Install and upgrade'],
  ['proxies', 'Look into proxies'],
  ['analyze', 'Find what is wrong'],
  ['other', 'Other'],
];

/** `istioctl --help`: the commands by task. */
export function rootHelp(index: CommandIndex, bin: string): string {
  const sections = TASKS.flatMap(([task, heading]) => {
    const rows = index.commands
      .filter((command) => !command.hidden && !command.id.includes(':') && (command.task ?? 'other') === task)
      .map((command): [string, string] => [command.id, command.summary ?? ''])
      .sort(byFirst);
    return rows.length > 0 ? [section(heading, rows)] : [];
  });
  const lead = 'Install an Istio mesh, look into its proxies and find what is wrong with it.';
  return `${lead}\n\nUsage:\n  ${bin} [command]\n\n${sections.join('\n')}\nUse "${bin} [command] --help" for more about a command, "${bin} options" for the flags that all commands take.\n`;
}

/** `istioctl X --help`. */
export function commandHelp(command: IndexedCommand, index: CommandIndex, bin: string): string {
  const words = command.id.split(':');
  const flags = Object.values(command.flags).filter((flag) => !flag.hidden);
  const children = index
    .children(words)
    .map((name): [string, string] => [name, index.find([...words, name])?.summary ?? '']);
  const blocks = [
    [command.summary, command.description].filter(Boolean).join('\n\n').replace(/\n*$/, '\n'),
    `Usage:\n  ${usage(command, bin, children.length > 0)}\n`,
    aliasBlock(command),
    exampleBlock(command, bin),
    children.length > 0 ? section('Commands', children) : '',
    flagBlock(
      'Flags',
      flags.filter((flag) => flag.helpGroup !== GLOBAL),
    ),
    flagBlock(
      'Global flags',
      flags.filter((flag) => flag.helpGroup === GLOBAL),
    ),
  ];
  return blocks.filter((block) => block !== '').join('\n');
}

/** `istioctl options`: the flags that all commands take. */
export function globalFlagHelp(flags: IndexedFlag[]): string {
  return flagBlock(
    'These flags can be given to every command',
    flags.filter((flag) => !flag.hidden && flag.helpGroup === GLOBAL),
  );
}

function usage(command: IndexedCommand, bin: string, hasChildren: boolean): string {
  const path = `${bin} ${command.id.replaceAll(':', ' ')}`;
  if (command.group && hasChildren) return `${path} [command]`;
  const args = Object.values(command.args)
    .filter((arg) => !arg.hidden)
    .map((arg) => (arg.required ? `<${arg.name}>` : `[<${arg.name}>]`));
  return [path, ...args, '[flags]'].join(' ');
}

function aliasBlock(command: IndexedCommand): string {
  const spelled = command.aliases.map((alias) => alias.replaceAll(':', ' '));
  return spelled.length > 0 ? `Also spelled:\n  ${spelled.join(', ')}\n` : '';
}

function exampleBlock(command: IndexedCommand, bin: string): string {
  const lines = (command.examples ?? []).map((example) => {
    if (typeof example === 'string') return `  ${named(example, bin)}`;
    return `  # ${example.description}\n  ${named(example.command, bin)}`;
  });
  return lines.length > 0 ? `Examples:\n${lines.join('\n\n')}\n` : '';
}

function named(example: string, bin: string): string {
  return example.replaceAll('<%= config.bin %>', bin);
}

function flagBlock(heading: string, flags: IndexedFlag[]): string {
  if (flags.length === 0) return '';
  const rows = flags.map((flag): [string, string] => [flagName(flag), flagText(flag)]);
  rows.sort((a, b) => byFirst([a[0].slice(4), ''], [b[0].slice(4), '']));
  return section(heading, rows);
}

function flagName(flag: IndexedFlag): string {
  const short = flag.char ? `-${flag.char}, ` : '    ';
  if (flag.type === 'boolean') return `${short}--${flag.name}`;
  const value = [flag.helpValue ?? 'VALUE'].flat().join('|');
  return `${short}--${flag.name}${value.startsWith('[') ? '' : ' '}${value}`;
}

function flagText(flag: IndexedFlag): string {
  const text = flag.summary ?? flag.description ?? '';
  const shown = flag.default !== undefined && flag.default !== false && flag.default !== '';
  return shown ? `${text} (default ${String(flag.default)})` : text;
}

function section(heading: string, rows: [string, string][]): string {
  return `${heading}:\n${alignColumns(
    rows.map(([name, text]) => [`  ${name}`, text]),
    2,
  )}`;
}

function byFirst(a: [string, string], b: [string, string]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}
