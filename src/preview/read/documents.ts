// SPDX-License-Identifier: Apache-2.0
import {cutDocuments} from '../../analysis/sources/documents.js';
import {DocumentError, type Head, headOf, readDocument} from '../../analysis/sources/json.js';
import {isRecord} from '../../api/messages/decode.js';

/** A file that was read; `-` is standard input. */
export interface InputFile {
  name: string;
  text: string;
}

/** An object as it is written, without its defaults. */
export interface WrittenObject extends Head {
  fields: Readonly<Record<string, unknown>>;
  origin?: {file: string; line: number};
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
        collect(readDocument(chunk.text), {file: name, line: chunk.line}, found.objects);
      } catch (error) {
        if (!(error instanceof DocumentError)) throw error;
        const line = error.line === undefined ? chunk.line : chunk.textLine + error.line - 1;
        found.unreadable.push({place: `${name}:${line}`, cause: error.message});
      }
    }
  }
  return found;
}

function collect(document: unknown, origin: {file: string; line: number}, found: WrittenObject[]): void {
  if (document === null) return;
  const head = headOf(document);
  if (!isRecord(document)) return;
  const {items} = document;
  if (!head.kind.endsWith('List') || !Array.isArray(items)) {
    found.push({...head, fields: document, origin});
    return;
  }
  const itemType = head.kind === 'List' ? {} : {apiVersion: head.apiVersion, kind: head.kind.slice(0, -'List'.length)};
  for (const item of items) collect(isRecord(item) ? {...itemType, ...item} : item, origin, found);
}
