// SPDX-License-Identifier: Apache-2.0

import {YamlError} from '../../yaml/error.js';
import {jsonMistake} from '../../yaml/json-mistake.js';
import {parseYaml} from '../../yaml/parse.js';

/** A document that cannot be read; the message is what the reference says of it. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';

  /** `line` counts in the document. */
  constructor(
    message: string,
    readonly line?: number,
  ) {
    super(message);
  }
}

const TYPE_OF_HEAD =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** A document as JSON. Text that starts with a brace is JSON already and read strictly (spec §1.4). */
export function readDocument(text: string): unknown {
  if (text.startsWith('{')) return readJson(text);
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new DocumentError(`failed converting YAML to JSON: yaml: line ${error.line}: ${error.message}`, error.line);
  }
}

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DocumentError(
      `failed interpreting jsonChunk: couldn't get version/kind; json parse error: ${jsonMistake(text)}`,
    );
  }
}

export interface Head {
  apiVersion: string;
  kind: string;
}

/** `apiVersion` and `kind`. Throws {@link DocumentError} where the document is no object or names none. */
export function headOf(document: unknown): Head {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw badHead(`${Array.isArray(document) ? 'array' : typeof document} into Go value of type ${TYPE_OF_HEAD}`);
  }
  const {apiVersion = '', kind = ''} = document as {apiVersion?: unknown; kind?: unknown};
  const head = {apiVersion: textOf(apiVersion, 'apiVersion'), kind: textOf(kind, 'kind')};
  if (head.apiVersion.split('/').length > 2) {
    throw new DocumentError(`failed interpreting jsonChunk: unexpected GroupVersion string: ${head.apiVersion}`);
  }
  if (head.apiVersion === '' && head.kind === '') {
    throw new DocumentError('unable to parse resource with no group, version and kind');
  }
  return head;
}

function textOf(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  const found = typeof value === 'boolean' ? 'bool' : Array.isArray(value) ? 'array' : typeof value;
  throw badHead(`${found} into Go struct field .${field} of type string`);
}

function badHead(reason: string): DocumentError {
  return new DocumentError(
    `failed interpreting jsonChunk: couldn't get version/kind; json parse error: json: cannot unmarshal ${reason}`,
  );
}
