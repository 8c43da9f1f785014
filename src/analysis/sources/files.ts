// SPDX-License-Identifier: Apache-2.0

import {isDeepStrictEqual} from 'node:util';
import {isRecord, type UnknownField} from '../../api/messages/decode.js';
import {DecodeError} from '../../api/messages/decode-error.js';
import {IGNORED_NAMESPACES} from '../index/hosts/ignored-namespaces.js';
import {kindOf} from '../model/kinds.js';
import type {KindName, Origin, Path, Resource, Subject} from '../model/resource.js';
import {DifferentTwins, type Twins} from './different-twins.js';
import {type Chunk, cutDocuments} from './documents.js';
import {DocumentError, type Head, headOf, readDocument, readJson} from './json.js';
import {ownerOf, resourceOf} from './object.js';
import {documentOrigin, listItemOrigin} from './origin.js';
import {otherController} from './other-controllers.js';
import {makesSecrets, promisedSecrets} from './promised-secrets.js';
import {serverDefaults} from './server-defaults.js';
import {definedTypes, unknownType} from './unknown-kinds.js';

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
  /** Read as the Go istioctl 1.30 does: without defaults, lists of a type, and kinds that it does not know. */
  compat?: boolean;
  /** Leave out what an API server would fill in. */
  asWritten?: boolean;
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

/** An object of a type that Istio and Gateway API do not have. */
export interface UnknownKind {
  subject: Subject;
  /** Which part of its type does not exist. */
  problem: string;
  /** Its group and kind, `group/kind`. */
  type: string;
  /** Leads to that part. */
  path: Path;
}

export interface FileResources {
  resources: Resource[];
  /** Secrets that controllers will make of objects in the files. */
  promised: Resource[];
  unknownKinds: UnknownKind[];
  /** Objects that several documents describe differently. */
  twins: readonly Twins[];
  unknownFields: UnknownFieldFinding[];
  errors: FileErrors[];
}

interface Entry {
  resource: Resource & {version: string | undefined};
  unknownFields: UnknownFieldFinding[];
}

/** What is found on the way through the files. */
interface Findings {
  entries: Map<string, Entry>;
  promised: Resource[];
  unknownKinds: UnknownKind[];
  twins: DifferentTwins;
  /** Types that definitions in the files add to those of Istio, as `group/kind`. */
  defined: Set<string>;
}

/**
 * The resources of files, each read document by document; a document that cannot be read is reported and left out
 * (spec §1.4). Of a resource that occurs twice the last counts; a file given twice counts as its last reading.
 */
export function readFiles(files: readonly SourceFile[], request: FilesRequest): FileResources {
  const twins = new DifferentTwins(files.map(({name}) => name));
  const findings: Findings = {entries: new Map(), promised: [], unknownKinds: [], twins, defined: new Set()};
  const {entries} = findings;
  const errors: FileErrors[] = [];
  for (const file of files) {
    for (const [key, {resource}] of entries) if (resource.origin?.file === file.name) entries.delete(key);
    twins.forget(file.name);
    const found = readFile(file, request, findings);
    if (found.length > 0) errors.push({file: file.name, errors: found});
  }
  const all = [...entries.values()];
  return {
    resources: all.map(({resource}) => resource),
    promised: findings.promised,
    unknownKinds: findings.unknownKinds.filter(({type}) => !findings.defined.has(type)),
    twins: twins.found,
    unknownFields: all.flatMap(({unknownFields}) => unknownFields),
    errors,
  };
}

function readFile(file: SourceFile, request: FilesRequest, findings: Findings): FileError[] {
  const {name, text} = file;
  const errors: FileError[] = [];
  const source = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
  for (const chunk of cutDocuments(source)) {
    try {
      for (const entry of readChunk({file, chunk, request, findings})) {
        const clash = store(findings, entry, request);
        if (clash !== undefined) return [...errors, {text: clash, line: chunk.line}];
      }
    } catch (error) {
      errors.push({text: `error processing ${name}[${chunk.index}]: ${causeOf(error)}`, line: lineOf(error, chunk)});
    }
  }
  return errors;
}

function store({entries, twins}: Findings, entry: Entry, {compat}: FilesRequest): string | undefined {
  const {kindName, kind, namespace, name, version} = entry.resource;
  const key = `${kindName}${kindName === 'OtherController' ? ` ${kind}` : ''} ${namespace}/${name}`;
  const known = entries.get(key);
  const before = known?.resource.version;
  if (before !== undefined && version !== undefined && before !== version) {
    return `cannot store config v1/${kind} ${namespace}/${name} from reader: item already exists`;
  }
  // Who repeats himself has said it where he said it first.
  if (known && !compat && isSame(known.resource, entry.resource)) return undefined;
  if (known) twins.add(known.resource, entry.resource);
  entries.delete(key);
  entries.set(key, entry);
  return undefined;
}

function isSame(a: Resource, b: Resource): boolean {
  const said = ({labels, annotations, spec, status}: Resource) => ({labels, annotations, spec, status});
  return isDeepStrictEqual(said(a), said(b));
}

function lineOf(error: unknown, {line, textLine}: Chunk): number {
  return error instanceof DocumentError && error.line !== undefined ? textLine + error.line - 1 : line;
}

function causeOf(error: unknown): string {
  if (error instanceof DecodeError) return `failed parsing JSON for built-in type: ${error.message}`;
  if (error instanceof DocumentError) return error.message;
  throw error;
}

/** Where in the files the reader is. */
interface Reader {
  file: SourceFile;
  chunk: Chunk;
  request: FilesRequest;
  findings: Findings;
}

function readChunk(reader: Reader): Entry[] {
  const {file, chunk, request} = reader;
  const document = readDocument(chunk.text);
  if (document === null) return [];
  if (isList(document, headOf(document), request)) return readList(reader, document, []);
  return readObject(reader, document, () => documentOrigin(file, chunk));
}

/** Whether an object is a List, or a list of one type, as API servers write them. */
function isList(document: unknown, {kind}: Head, {compat}: FilesRequest): boolean {
  if (kind === 'List') return true;
  return !compat && kind.endsWith('List') && isRecord(document) && Array.isArray(document['items']);
}

/** One bad element loses the whole list. `path` leads to the list. */
function readList(reader: Reader, list: unknown, path: Path): Entry[] {
  const {file, chunk, request} = reader;
  const items = isRecord(list) ? list['items'] : undefined;
  if (!Array.isArray(items) || !items.every(isRecord)) {
    throw new DocumentError(
      'failed extracting resource chunks from list yaml chunk: failed parsing yamlChunk: malformed items field',
    );
  }
  const mayFlow = !chunk.text.startsWith('{') && /^\s*-\s*\{|\bitems['"]?\s*:\s*\[/m.test(chunk.text);
  return items.flatMap((item, index) => {
    try {
      const place = [...path, 'items', index];
      const origin = listItemOrigin(file, chunk, place);
      const flow = mayFlow ? origin.flowText() : undefined;
      if (flow !== undefined) readJson(flow);
      if (item === null) return [];
      const object = typedItem(item, headOf(list), request);
      if (!request.compat && isList(object, headOf(object), request)) return readList(reader, object, place);
      return readObject(reader, object, () => origin);
    } catch (error) {
      throw new DocumentError(`failed parsing resource chunk: ${causeOf(error)}`);
    }
  });
}

/** An element of a list of one type need not say its type. */
function typedItem(item: object, {apiVersion, kind}: Head, {compat}: FilesRequest): object {
  return kind === 'List' || compat ? item : {apiVersion, kind: kind.slice(0, -'List'.length), ...item};
}

function readObject(reader: Reader, object: unknown, origin: () => Origin): Entry[] {
  const {request, findings} = reader;
  const head = headOf(object);
  const info = kindOf(head.apiVersion, head.kind);
  if (!request.compat) note(findings, {object, head, origin, request});
  if (info ? !request.kinds.has(info.name) : request.compat) return [];
  const unknown: {path: Path; known: readonly string[]}[] = [];
  const place = {
    defaultNamespace: request.defaultNamespace,
    origin: origin(),
    onUnknown: ({path, message}: UnknownField) => unknown.push({path, known: [...message.fields.keys()]}),
  };
  const read = info ? resourceOf(info, object, place) : otherController(isRecord(object) ? object : {}, head, place);
  if (!read) return [];
  const resource = request.compat || request.asWritten ? read : {...read, ...serverDefaults(read)};
  const home = info?.name === 'Namespace' ? resource.name : resource.namespace;
  if (IGNORED_NAMESPACES.includes(home)) return [];
  return [{resource, unknownFields: unknown.map((field) => ({resource, ...field}))}];
}

interface Noted {
  object: unknown;
  head: Head;
  origin: () => Origin;
  request: FilesRequest;
}

/** Notes what an object says besides being a resource: a type that does not exist, a type it defines, Secrets to come. */
function note(findings: Findings, {object, head, origin, request: {defaultNamespace}}: Noted): void {
  const fields = isRecord(object) ? object : {};
  if (head.kind === 'CustomResourceDefinition') {
    for (const type of definedTypes(fields)) findings.defined.add(type);
    return;
  }
  const problem = unknownType(head);
  if (problem === undefined && !makesSecrets(head)) return;
  const owner = ownerOf(head, fields, {defaultNamespace, origin: origin()});
  if (problem !== undefined) {
    const type = `${head.apiVersion.split('/')[0]}/${head.kind}`;
    findings.unknownKinds.push({
      subject: owner,
      problem,
      type,
      path: [problem.startsWith('kind') ? 'kind' : 'apiVersion'],
    });
  }
  findings.promised.push(...promisedSecrets(fields, {...head, ...owner}));
}
