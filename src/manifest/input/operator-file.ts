// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import {splitDocuments, type TextDocument} from '../../yaml/documents.js';
import {YamlError} from '../../yaml/error.js';
import {type PositionedYaml, parseYamlWithPositions} from '../../yaml/parse.js';
import type {FileSource} from './input-source.js';
import {isTree} from './tree.js';

/** A file given with `-f`, read. */
export interface InputFile {
  /** As given; `-` is stdin. */
  name: string;
  text: string;
}

/**
 * The IstioOperator document of a file. A file may hold nothing, but not two objects, and its object needs a kind
 * (spec §2.2). Throws an {@link IstioctlError} that names file and line; exit 65 where the text is no YAML.
 */
export function readOperatorFile({name, text}: InputFile): FileSource {
  const file = name === '-' ? 'stdin' : name;
  const objects = splitDocuments(text)
    .map((document) => ({document, yaml: parse(file, document)}))
    .filter(({yaml}) => yaml.value !== null);
  const [first, second] = objects;
  if (first === undefined) return {kind: 'file', file, document: {}, position: () => undefined};
  if (second !== undefined) throw severalObjects(file, first.document.line, second.document.line);
  const {document, yaml} = first;
  if (!isTree(yaml.value)) {
    throw new IstioctlError(`${file}:${document.line}: this is no object but ${describe(yaml.value)}`, {
      exitCode: ExitCode.UnreadableInput,
      hint: 'An IstioOperator file has apiVersion, kind and spec at its left edge.',
    });
  }
  const {kind} = yaml.value;
  if (typeof kind !== 'string' || kind === '') throw noKind(file, document.line, Object.keys(yaml.value));
  return {kind: 'file', file, document: yaml.value, position: positionsOf(document, yaml)};
}

function parse(file: string, {text, line}: TextDocument): PositionedYaml {
  try {
    return parseYamlWithPositions(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const at = `${file}:${error.line + line - 1}:${error.column}`;
    throw new IstioctlError(`${at}: this is not YAML: ${error.message}`, {
      cause: error,
      exitCode: ExitCode.UnreadableInput,
    });
  }
}

function positionsOf({line}: TextDocument, yaml: PositionedYaml): FileSource['position'] {
  return (path, what) => {
    const found = yaml.lineColumn(path, what);
    return found === undefined ? undefined : {line: found.line + line - 1, column: found.column};
  };
}

function severalObjects(file: string, first: number, second: number): IstioctlError {
  return new IstioctlError(
    `merge inputs: ${file} contains multiple IstioOperator CRs, only one per file is supported (lines ${first} and ${second})`,
    {hint: 'Put each into a file of its own and give them in order: -f one.yaml -f two.yaml.'},
  );
}

function noKind(file: string, line: number, keys: string[]): IstioctlError {
  const bareSpec = keys.some((key) => ['components', 'values', 'meshConfig', 'profile', 'hub', 'tag'].includes(key));
  const hint = bareSpec
    ? `Put "apiVersion: install.istio.io/v1alpha1" and "kind: IstioOperator" above it, and ${keys.join(', ')} below "spec:".`
    : 'An IstioOperator file starts with "apiVersion: install.istio.io/v1alpha1" and "kind: IstioOperator".';
  return new IstioctlError(`merge inputs: ${file}:${line}: unable to parse file: the object has no kind`, {hint});
}

function describe(value: unknown): string {
  return Array.isArray(value) ? 'a list' : `the ${typeof value} ${JSON.stringify(value)}`;
}
