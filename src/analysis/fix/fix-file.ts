// SPDX-License-Identifier: Apache-2.0

import type {UnknownField} from '../../api/messages/decode.js';
import {isRecord} from '../../api/messages/decode.js';
import {DecodeError} from '../../api/messages/decode-error.js';
import {parseYamlWithPositions} from '../../yaml/parse.js';
import {kindOf} from '../model/kinds.js';
import {type Message, message} from '../model/message.js';
import type {Path} from '../model/resource.js';
import {type Chunk, countLines, cutDocuments} from '../sources/documents.js';
import {DocumentError, headOf, readDocument} from '../sources/json.js';
import {resourceOf} from '../sources/object.js';
import {type Repair, type RepairedObject, type Repairer, valueAt} from './repair.js';
import {deprecatedFields} from './repairs/deprecated-fields.js';
import {localityWeights} from './repairs/locality-weights.js';
import {portNames} from './repairs/port-names.js';
import {unknownFields} from './repairs/unknown-fields.js';
import {rewrite} from './rewrite.js';

/** What was repaired, for people. */
export interface Repaired {
  code: Repair['code'];
  /** Line, from 1, in the file as it was. */
  line: number;
  path: Path;
  from: unknown;
  to: unknown;
}

export interface FixedFile {
  text: string;
  repairs: Repaired[];
}

export interface FixOptions {
  /** For resources that name no namespace. */
  defaultNamespace: string;
  /** Names of ports that something in the input refers to. */
  referredPorts: ReadonlySet<string>;
  /** Whether a message would be shown; what is suppressed is not repaired. */
  isShown(message: Message): boolean;
}

const REPAIRERS: readonly Repairer[] = [unknownFields, deprecatedFields, localityWeights, portNames];

/** Repairs may uncover others, such as misspelt fields below a misspelt one; no text goes deeper than this. */
const MOST_ROUNDS = 100;

/**
 * A file with all repaired that has exactly one right answer, every other byte as it was. Documents that cannot be read
 * stay as they are. What comes out is fixed already.
 */
export function fixFile(text: string, options: FixOptions): FixedFile {
  const endings = text.includes('\r\n');
  const source = endings ? text.replaceAll('\r\n', '\n') : text;
  const repairs: Repaired[] = [];
  const chunks = cutDocuments(source).toReversed();
  let fixed = text;
  for (const chunk of chunks) {
    const start = endings ? originalOffset(text, chunk.offset) : chunk.offset;
    const end = endings ? originalOffset(text, chunk.offset + chunk.text.length) : chunk.offset + chunk.text.length;
    const original = text.slice(start, end);
    // Both kinds of line ends in one document: there is no telling which is which afterwards.
    if (endings && /(?<!\r)\n/.test(original) && original.includes('\r\n')) continue;
    const result = fixDocument(chunk, options);
    if (result.repairs.length === 0) continue;
    repairs.unshift(...result.repairs);
    const written = original.includes('\r\n') ? result.text.replaceAll('\n', '\r\n') : result.text;
    fixed = fixed.slice(0, start) + written + fixed.slice(end);
  }
  return {text: fixed, repairs};
}

/** Where in the text the offset lies that was counted with each line end as one. */
function originalOffset(text: string, offset: number): number {
  let at = -1;
  let pairs = 0;
  for (;;) {
    at = text.indexOf('\r\n', at + 1);
    if (at < 0 || at - pairs >= offset) return offset + pairs;
    pairs++;
  }
}

function fixDocument(chunk: Chunk, options: FixOptions): FixedFile {
  const repairs: Repaired[] = [];
  let {text} = chunk;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let changed = false;
    for (const repair of repairsOf(text, options)) {
      const rewritten = rewrite(text, repair);
      if (rewritten === undefined || !isBetter(text, rewritten)) continue;
      repairs.push(described(repair, text, chunk));
      text = rewritten;
      changed = true;
    }
    if (!changed) break;
  }
  return {text, repairs: repairs.toSorted((a, b) => a.line - b.line)};
}

/** Repairs with paths as from the document. */
function repairsOf(text: string, options: FixOptions): Repair[] {
  return objectsIn(text).flatMap(({path, object}) => {
    const read = readObject(object, options);
    if (!read) return [];
    const found = REPAIRERS.flatMap((repairer) => [...repairer(read)]);
    return found
      .filter(({code}) => options.isShown(message(code, read.resource)))
      .map(({from, to, ...repair}) => ({...repair, from: [...path, ...from], to: [...path, ...to]}));
  });
}

/** Nothing is lost that could be read before. */
function isBetter(before: string, after: string): boolean {
  const [old, current] = [objectsIn(before), objectsIn(after)].map((objects) =>
    objects.map(({object}) => readObject(object, UNLIMITED)),
  );
  return old?.length === current?.length && (current ?? []).every((read, i) => read !== undefined || !old?.[i]);
}

const UNLIMITED: FixOptions = {defaultNamespace: '', referredPorts: new Set(), isShown: () => true};

interface Located {
  path: Path;
  object: Readonly<Record<string, unknown>>;
}

/** The object of a document, or those of a List; none where it cannot be read. */
function objectsIn(text: string): Located[] {
  try {
    const document = readDocument(text);
    if (!isRecord(document)) return [];
    if (headOf(document).kind !== 'List') return [{path: [], object: document}];
    const {items} = document;
    if (!Array.isArray(items) || !items.every(isRecord)) return [];
    return items.map((object, i) => ({path: ['items', i], object}));
  } catch (error) {
    if (error instanceof DocumentError) return [];
    throw error;
  }
}

function readObject(object: Located['object'], options: FixOptions): RepairedObject | undefined {
  const unknown: UnknownField[] = [];
  try {
    const {apiVersion, kind} = headOf(object);
    const info = kindOf(apiVersion, kind);
    if (!info) return undefined;
    const {defaultNamespace} = options;
    const resource = resourceOf(info, object, {defaultNamespace, onUnknown: (field) => unknown.push(field)});
    const isPortReferred = (name: string) => options.referredPorts.has(name);
    return {info, object, resource, unknownFields: unknown, isPortReferred};
  } catch (error) {
    if (error instanceof DecodeError || error instanceof DocumentError) return undefined;
    throw error;
  }
}

function described({code, from, to, value}: Repair, text: string, {textLine}: Chunk): Repaired {
  const yaml = parseYamlWithPositions(text);
  const renamed = from.at(-1) !== to.at(-1);
  const offset = yaml.offset(from, 'key') ?? 0;
  return {
    code,
    line: textLine + countLines(text.slice(0, offset)),
    path: from,
    from: renamed ? from.at(-1) : valueAt(yaml.value, from),
    to: renamed ? to.at(-1) : value,
  };
}
