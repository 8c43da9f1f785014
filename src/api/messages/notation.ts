// SPDX-License-Identifier: Apache-2.0

/**
 * How the tables of this folder are written: message name → `field:type` for each field, with the field's protobuf
 * name; in JSON it may be written so or in lowerCamelCase.
 *
 * - types: a scalar; `=Enum`; `Message`; `[T]` a list; `{T}` a map by text, `{#T}` by number
 * - `bool?` and the like: a wrapper, which tells "not given" from zero
 * - `type|group`: a member of the oneof `group`
 * - `/full.name` instead of `Name` for what belongs to another package
 */
export interface Package {
  /** What the full names begin with; empty for Kubernetes' own types. */
  readonly name: string;
  readonly messages: Readonly<Record<string, string>>;
  /** Names of the values, in the order of their numbers from 0. */
  readonly enums: Readonly<Record<string, string>>;
}

const scalarNames = [
  'bool',
  'bytes',
  'double',
  'duration',
  'int32',
  'int64',
  'intOrString',
  'string',
  'struct',
  'timestamp',
  'uint32',
  'uint64',
  'value',
] as const;

export type ScalarName = (typeof scalarNames)[number];

export type FieldType =
  | {readonly kind: 'scalar'; readonly name: ScalarName}
  | {readonly kind: 'enum'; readonly name: string; readonly values: readonly string[]}
  | {readonly kind: 'message'; readonly message: () => MessageType}
  | {readonly kind: 'list'; readonly of: FieldType}
  /** `numbered`: the keys are numbers, of type uint32. */
  | {readonly kind: 'map'; readonly of: FieldType; readonly numbered?: boolean}
  /** google.protobuf.Any: `resolve` finds the message of a type URL. */
  | {readonly kind: 'any'; readonly resolve: (url: string) => MessageType | undefined};

export interface Field {
  /** In lowerCamelCase. */
  readonly name: string;
  readonly type: FieldType;
  /** Zero is not the same as "not given". */
  readonly presence: boolean;
  /** The other members of its oneof. */
  readonly rivals: readonly string[];
}

export interface MessageType {
  /** The full name; for Kubernetes' types that of the Go struct. */
  readonly name: string;
  readonly protobuf: boolean;
  /** By each name the field may be written with, in the order of the table. */
  readonly fields: ReadonlyMap<string, Field>;
}

/** Reads messages of the packages when they are first asked for. Throws for one that no package has: a mistake in a table. */
export function messageReader(packages: readonly Package[]): (fullName: string) => MessageType {
  const read = new Map<string, MessageType>();
  return function messageNamed(fullName: string): MessageType {
    const known = read.get(fullName);
    if (known) return known;
    const home = packages.find(({name}) => fullName.startsWith(name === '' ? '' : `${name}.`));
    const text = home?.messages[home.name === '' ? fullName : fullName.slice(home.name.length + 1)];
    if (home === undefined || text === undefined) throw new Error(`no message ${fullName} in the tables`);
    const type = readMessage(text, {home, packages, messageNamed}, fullName);
    read.set(fullName, type);
    return type;
  };
}

interface Scope {
  home: Package;
  packages: readonly Package[];
  messageNamed: (fullName: string) => MessageType;
}

function readMessage(text: string, scope: Scope, name: string): MessageType {
  const groups = new Map<string, string[]>();
  const parts = text.split(' ').filter((part) => part !== '');
  const read = parts.map((part) => {
    const [, written = '', type = '', wrapper, group] = /^(\w+):([^|?]+)(\?)?(?:\|(\w+))?$/.exec(part) ?? [];
    const camel = written.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    const members = group === undefined ? [] : (groups.get(group) ?? []);
    members.push(camel);
    if (group !== undefined) groups.set(group, members);
    return {
      written,
      camel,
      type: readType(type, scope),
      presence: wrapper !== undefined || group !== undefined,
      members,
    };
  });
  const fields = new Map<string, Field>();
  for (const {written, camel, type, presence, members} of read) {
    const field = {name: camel, type, presence, rivals: members.filter((member) => member !== camel)};
    fields.set(camel, field);
    if (written !== camel) fields.set(written, field);
  }
  return {name, protobuf: scope.home.name !== '', fields};
}

function readType(text: string, scope: Scope): FieldType {
  if (text.startsWith('[')) return {kind: 'list', of: readType(text.slice(1, -1), scope)};
  if (text.startsWith('{')) {
    const numbered = text.startsWith('{#');
    return {kind: 'map', of: readType(text.slice(numbered ? 2 : 1, -1), scope), numbered};
  }
  if (text.startsWith('=')) return readEnum(fullName(text.slice(1), scope), scope.packages);
  const scalar = scalarNames.find((name) => name === text);
  if (scalar !== undefined) return {kind: 'scalar', name: scalar};
  return {kind: 'message', message: () => scope.messageNamed(fullName(text, scope))};
}

function fullName(text: string, {home}: Scope): string {
  if (text.startsWith('/')) return text.slice(1);
  return home.name === '' ? text : `${home.name}.${text}`;
}

function readEnum(name: string, packages: readonly Package[]): FieldType {
  const home = packages.find((candidate) => name.startsWith(`${candidate.name}.`));
  const values = home?.enums[name.slice(home.name.length + 1)];
  if (values === undefined) throw new Error(`no enum ${name} in the tables`);
  return {kind: 'enum', name, values: values.split(' ')};
}
