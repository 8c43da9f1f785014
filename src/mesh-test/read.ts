// SPDX-License-Identifier: Apache-2.0
import type {ErrorObject, ValidateFunction} from 'ajv';
import {cutDocuments} from '../analysis/sources/documents.js';
import {DocumentError, headOf, readDocument} from '../analysis/sources/json.js';
import {addressBits} from '../envoy/trace/match/ip.js';
import {ExitCode, IstioctlError} from '../errors.js';
import {validatorFor} from '../json-schema.js';
import {nearest} from '../suggest.js';
import {ForeignMistake, type ForeignTest} from './foreign/model.js';
import {checksIn, routerChecks} from './foreign/router-check.js';
import {casesIn, validatorTests} from './foreign/validator-cases.js';
import {fieldsOf, type MeshTest, type MeshTestCase, meshTestSchema, PATTERNS} from './model.js';

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
export async function readTests(files: readonly TestFile[]): Promise<(ReadTest | ForeignTest)[]> {
  const tests: (ReadTest | ForeignTest)[] = [];
  const mistakes: string[] = [];
  const check = await validator();
  for (const {name, text} of files) {
    for (const {text: chunk, line, textLine} of cutDocuments(text.replaceAll('\r\n', '\n'))) {
      try {
        const document = readDocument(chunk);
        if (document === null) continue;
        const foreign = foreignTests(document, {file: name, line});
        tests.push(...(foreign ?? []));
        if (foreign || headOf(document).kind !== 'MeshTest') continue;
        if (check(document)) {
          tests.push(...document.tests.map((test) => ({...test, file: name, line})));
          mistakes.push(...badAddresses(document).map((one) => `${name}:${line}: ${one}`));
        } else mistakes.push(...textsOf(check.errors ?? []).map((one) => `${name}:${line}: ${one}`));
      } catch (error) {
        if (error instanceof ForeignMistake) mistakes.push(`${name}:${line}: ${error.message}`);
        else if (!(error instanceof DocumentError)) throw error;
        else mistakes.push(`${name}:${error.line === undefined ? line : textLine + error.line - 1}: ${error.message}`);
      }
    }
  }
  if (mistakes.length === 0) return tests;
  throw new IstioctlError(mistakes.join('\n'), {exitCode: ExitCode.UnreadableInput});
}

/** Returns the tests of a document in a format of others; undefined for other documents. */
function foreignTests(document: unknown, origin: {file: string; line: number}): ForeignTest[] | undefined {
  const cases = casesIn(document);
  if (cases) return validatorTests(cases, origin);
  const checks = checksIn(document);
  return checks && routerChecks(checks, origin);
}

/** Returns the mistakes of a document, by their places in it. */
function textsOf(errors: readonly ErrorObject[]): string[] {
  // Of alternatives only that none fits is worth saying, unless one of them says which field it does not know.
  const alternatives = errors.filter(({keyword}) => keyword === 'anyOf').map(({instancePath}) => instancePath);
  const isWithin = ({keyword, instancePath}: ErrorObject) =>
    keyword !== 'anyOf' &&
    keyword !== 'additionalProperties' &&
    alternatives.some((path) => instancePath.startsWith(path));
  return errors.filter((error) => !isWithin(error)).map(textOf);
}

/** An address that is none lies in no range, so that each rule about addresses would seem to pass it over. */
function badAddresses({tests}: MeshTest): string[] {
  return tests.flatMap(({from: {sourceIP}}, i) =>
    sourceIP === undefined || addressBits(sourceIP) !== undefined
      ? []
      : [`tests[${i}].from.sourceIP: must be an IP address`],
  );
}

function textOf({keyword, instancePath, params, message = ''}: ErrorObject): string {
  const steps = instancePath.split('/').slice(1);
  const place = steps
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
  if (keyword === 'minProperties') return `${place}: names nothing to judge`;
  if (keyword === 'pattern') return `${place}: ${PATTERNS.get(String(params['pattern'])) ?? message}`;
  if (keyword !== 'additionalProperties') return `${place || 'the document'}: ${message}${allowedText(params)}`;
  const key = String(params['additionalProperty']);
  const names = steps.filter((step) => !/^\d+$/.test(step)).join('.');
  const [meant] = nearest(key, Object.keys(fieldsOf[names] ?? {}));
  return `${place === '' ? key : `${place}.${key}`}: unknown field${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
}

function allowedText({allowedValue}: ErrorObject['params']): string {
  return allowedValue === undefined ? '' : `, ${String(allowedValue)}`;
}

let compiled: Promise<ValidateFunction<MeshTest>> | undefined;

function validator(): Promise<ValidateFunction<MeshTest>> {
  compiled ??= compile();
  return compiled;
}

async function compile(): Promise<ValidateFunction<MeshTest>> {
  const ajv = await validatorFor('');
  return ajv.compile<MeshTest>(meshTestSchema);
}
