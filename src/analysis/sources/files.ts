// SPDX-License-Identifier: Apache-2.0

import {isRecord} from '../../api/messages/decode.js';
import {DecodeError} from '../../api/messages/decode-error.js';
import {IGNORED_NAMESPACES} from '../ignored-namespaces.js';
import {kindOf} from '../kinds.js';
import type {KindName, Origin, Path, Resource} from '../resource.js';
import {type Chunk, cutDocuments} from './documents.js';
import {DocumentError, headOf, readDocument, readJson} from './json.js';
import {resourceOf} from './object.js';
import {documentOrigin, listItemOrigin} from './origin.js';

/** A file that was read; `-` is standard input. */
export interface SourceFile {
  name: string;
  text: string;
  /** A tool made the text; it has no lines that anybody could look up. */
  rendered?: boolean;
}

export interface FilesRequest {
  /** Kinds that are wanted; documents of others are passed over. */
  kinds: ReadonlySet<KindName>;
  /** For resources that name no namespace. */
  defaultNamespace: string;
}

/** A field that the kind of a resource does not have. */
export interface UnknownFieldFinding {
  resource: Resource;
  path: Path;
  /** The fields that there are. */
  known: readonly string[];
}

/** What was wrong with one file. */
export interface FileErrors {
  file: string;
  /** One for each document that could not be read, in order. */
  errors: FileError[];
}

export interface FileError {
  text: string;
  /** Line of the file at fault, or that on which its document starts. */
  line: number;
}

export interface FileResources {
  resources: Resource[];
  unknownFields: UnknownFieldFinding[];
  errors: FileErrors[];
}

interface Entry {
  resource: Resource & {version: string | undefined};
  unknownFields: UnknownFieldFinding[];
}

/**
 * The resources of files, each read document by document; a document that cannot be read is reported and left out
 * (spec §1.4). Of a resource that occurs twice the last counts; a file given twice counts as its last reading.
 */
export function readFiles(files: readonly SourceFile[], request: FilesRequest): FileResources {
  const entries = new Map<string, Entry>();
  const errors: FileErrors[] = [];
  for (const file of files) {
    for (const [key, {resource}] of entries) if (resource.origin?.file === file.name) entries.delete(key);
    const found = readFile(file, request, entries);
    if (found.length > 0) errors.push({file: file.name, errors: found});
  }
  const all = [...entries.values()];
  return {
    resources: all.map(({resource}) => resource),
    unknownFields: all.flatMap(({unknownFields}) => unknownFields),
    errors,
  };
}

function readFile(file: SourceFile, request: FilesRequest, entries: Map<string, Entry>): FileError[] {
  const {name, text} = file;
  const errors: FileError[] = [];
  const source = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
  for (const chunk of cutDocuments(source)) {
    try {
      for (const entry of readChunk(file, chunk, request)) {
        const clash = store(entries, entry);
        if (clash !== undefined) return [...errors, {text: clash, line: chunk.line}];
      }
    } catch (error) {
      errors.push({text: `error processing ${name}[${chunk.index}]: ${causeOf(error)}`, line: lineOf(error, chunk)});
    }
  }
  return errors;
}

function store(entries: Map<string, Entry>, entry: Entry): string | undefined {
  const {kindName, kind, namespace, name, version} = entry.resource;
  const key = `${kindName} ${namespace}/${name}`;
  const known = entries.get(key)?.resource.version;
  if (known !== undefined && version !== undefined && known !== version) {
    return `cannot store config v1/${kind} ${namespace}/${name} from reader: item already exists`;
  }
  entries.delete(key);
  entries.set(key, entry);
  return undefined;
}

function lineOf(error: unknown, {line, textLine}: Chunk): number {
  return error instanceof DocumentError && error.line !== undefined ? textLine + error.line - 1 : line;
}

function causeOf(error: unknown): string {
  if (error instanceof DecodeError) return `failed parsing JSON for built-in type: ${error.message}`;
  if (error instanceof DocumentError) return error.message;
  throw error;
}

function readChunk(file: SourceFile, chunk: Chunk, request: FilesRequest): Entry[] {
  const document = readDocument(chunk.text);
  if (document === null) return [];
  const head = headOf(document);
  if (head.kind === 'List') return readList(file, chunk, document, request);
  const entry = readObject(document, () => documentOrigin(file, chunk), request);
  return entry ? [entry] : [];
}

/** One bad element loses the whole list. */
function readList(file: SourceFile, chunk: Chunk, list: unknown, request: FilesRequest): Entry[] {
  const items = isRecord(list) ? list['items'] : undefined;
  if (!Array.isArray(items) || !items.every(isRecord)) {
    throw new DocumentError(
      'failed extracting resource chunks from list yaml chunk: failed parsing yamlChunk: malformed items field',
    );
  }
  const mayFlow = !chunk.text.startsWith('{') && /^\s*-\s*\{|\bitems['"]?\s*:\s*\[/m.test(chunk.text);
  return items.flatMap((item, index) => {
    try {
      const origin = listItemOrigin(file, chunk, index);
      const flow = mayFlow ? origin.flowText() : undefined;
      if (flow !== undefined) readJson(flow);
      if (item === null) return [];
      headOf(item);
      return readObject(item, () => origin, request) ?? [];
    } catch (error) {
      throw new DocumentError(`failed parsing resource chunk: ${causeOf(error)}`);
    }
  });
}

function readObject(object: unknown, origin: () => Origin, request: FilesRequest): Entry | undefined {
  const {apiVersion, kind} = headOf(object);
  const info = kindOf(apiVersion, kind);
  if (!info || !request.kinds.has(info.name)) return undefined;
  const unknown: {path: Path; known: readonly string[]}[] = [];
  const resource = resourceOf(info, object, {
    defaultNamespace: request.defaultNamespace,
    origin: origin(),
    onUnknown: ({path, message}) => unknown.push({path, known: [...message.fields.keys()]}),
  });
  const place = info.name === 'Namespace' ? resource.name : resource.namespace;
  if (IGNORED_NAMESPACES.includes(place)) return undefined;
  return {resource, unknownFields: unknown.map((field) => ({resource, ...field}))};
}
