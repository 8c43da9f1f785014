// SPDX-License-Identifier: Apache-2.0
import type {z} from 'zod';
import {cutDocuments} from '../analysis/sources/documents.js';
import {DocumentError, headOf, readDocument} from '../analysis/sources/json.js';
import {ExitCode, IstioctlError} from '../errors.js';
import {nearest} from '../suggest.js';
import {fieldsAt, type MeshTestCase, meshTest} from './model.js';

/** A test, and where it is written. */
export interface ReadTest extends MeshTestCase {
  file: string;
  /** Of its document. */
  line: number;
}

/** A file of tests. */
export interface TestFile {
  name: string;
  text: string;
}

/**
 * Returns the tests of files, in their order. Documents of other kinds are passed over: folders may hold both.
 *
 * @throws IstioctlError (65) that names every mistake with its file, its place in the document, and what was probably meant
 */
export function readTests(files: readonly TestFile[]): ReadTest[] {
  const tests: ReadTest[] = [];
  const mistakes: string[] = [];
  for (const {name, text} of files) {
    for (const {text: chunk, line, textLine} of cutDocuments(text.replaceAll('\r\n', '\n'))) {
      try {
        const document = readDocument(chunk);
        if (document === null || headOf(document).kind !== 'MeshTest') continue;
        const parsed = meshTest.safeParse(document);
        if (parsed.success) tests.push(...parsed.data.tests.map((test) => ({...test, file: name, line})));
        else mistakes.push(...parsed.error.issues.flatMap(textsOf).map((one) => `${name}:${line}: ${one}`));
      } catch (error) {
        if (!(error instanceof DocumentError)) throw error;
        mistakes.push(`${name}:${error.line === undefined ? line : textLine + error.line - 1}: ${error.message}`);
      }
    }
  }
  if (mistakes.length === 0) return tests;
  throw new IstioctlError(mistakes.join('\n'), {exitCode: ExitCode.UnreadableInput});
}

function textsOf(issue: z.core.$ZodIssue): string[] {
  const place = pathText(issue.path);
  if (issue.code !== 'unrecognized_keys') return [`${place || 'the document'}: ${lowerFirst(issue.message)}`];
  return issue.keys.map((key) => {
    const [meant] = nearest(key, fieldsAt(issue.path) ?? []);
    return `${place === '' ? key : `${place}.${key}`}: unknown field${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
  });
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
