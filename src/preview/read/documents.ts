// SPDX-License-Identifier: Apache-2.0
import {type Chunk, cutDocuments} from '../../analysis/sources/documents.js';
import {DocumentError, type Head, headOf, readDocument} from '../../analysis/sources/json.js';
import {documentOrigin, listItemOrigin} from '../../analysis/sources/origin.js';
import {isRecord} from '../../api/messages/decode.js';

/** A file that was read; `-` is standard input. */
export interface InputFile {
  name: string;
  text: string;
}

/** Where a document begins. */
interface Place {
  file: string;
  line: number;
}

/** An object as it is written, without its defaults. */
export interface WrittenObject extends Head {
  fields: Readonly<Record<string, unknown>>;
  origin?: Place;
}

/** A document that cannot be read, with its place: `k8s/web.yaml:12`. */
export interface UnreadableDocument {
  place: string;
  cause: string;
}

export interface Documents {
  objects: WrittenObject[];
  unreadable: UnreadableDocument[];
}

/** Returns the objects of files in their order, those of Lists included. */
export function readDocuments(files: readonly InputFile[]): Documents {
  const found: Documents = {objects: [], unreadable: []};
  for (const {name, text} of files) {
    for (const chunk of cutDocuments(text.replaceAll('\r\n', '\n'))) {
      try {
        collect(readDocument(chunk.text), {chunk, origin: {file: name, line: chunk.line}, item: []}, found.objects);
      } catch (error) {
        if (!(error instanceof DocumentError)) throw error;
        const line = error.line === undefined ? chunk.line : chunk.textLine + error.line - 1;
        found.unreadable.push({place: `${name}:${line}`, cause: error.message});
      }
    }
  }
  return found;
}

/** Where an object is written: of those of a List with the way to it. */
interface Written {
  chunk: Chunk;
  origin: Place;
  item: readonly (string | number)[];
}

const written = new WeakMap<Place, Written>();

/**
 * Returns the line on which the value at a path of an object begins, or the nearest above it; undefined for places that
 * are of no object that was read from a file.
 */
export function lineOf(place: Place, path: readonly (string | number)[]): number | undefined {
  const found = written.get(place);
  if (!found) return undefined;
  const {chunk, item} = found;
  const file = {name: place.file};
  const origin = item.length === 0 ? documentOrigin(file, chunk) : listItemOrigin(file, chunk, item);
  return origin.valuePosition(path).line;
}

function collect(document: unknown, {chunk, origin, item}: Written, found: WrittenObject[]): void {
  if (document === null) return;
  const head = headOf(document);
  if (!isRecord(document)) return;
  const {items} = document;
  if (!head.kind.endsWith('List') || !Array.isArray(items)) {
    const place = {...origin};
    written.set(place, {chunk, origin: place, item});
    found.push({...head, fields: document, origin: place});
    return;
  }
  const itemType = head.kind === 'List' ? {} : {apiVersion: head.apiVersion, kind: head.kind.slice(0, -'List'.length)};
  for (const [i, one] of items.entries()) {
    collect(isRecord(one) ? {...itemType, ...one} : one, {chunk, origin, item: [...item, 'items', i]}, found);
  }
}
