// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import {splitDocuments} from '../../yaml/documents.js';
import {YamlError} from '../../yaml/error.js';
import {parseYaml} from '../../yaml/parse.js';
import type {ComparedObject} from '../objects/diff.js';
import {identity, isObject} from '../objects/object.js';
import {getKey, type Tree} from './tree.js';

/**
 * The Kubernetes objects of a file, the items of Lists among them.
 * @throws IstioctlError (65) with file and line for what is not YAML
 */
export function objectsIn({file, text}: {file: string; text: string}): ComparedObject[] {
  return splitDocuments(text)
    .flatMap((document) => items(parse(file, document)))
    .map((value) => ({...identity('Base', value), value: () => value}));
}

function parse(file: string, {text, line}: {text: string; line: number}): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new IstioctlError(`${file}:${line + error.line - 1}:${error.column}: ${error.message}`, {
      cause: error,
      exitCode: ExitCode.UnreadableInput,
    });
  }
}

function items(document: unknown): Tree[] {
  if (!isObject(document)) return [];
  const listed = getKey(document, 'items');
  return getKey(document, 'kind') === 'List' && Array.isArray(listed) ? listed.flatMap(items) : [document];
}
