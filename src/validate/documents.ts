// SPDX-License-Identifier: Apache-2.0

import {isRecord} from '../api/messages/decode.js';
import {YamlError} from '../yaml/error.js';
import {parseStrictYaml} from '../yaml/parse.js';

export interface Documents {
  objects: Readonly<Record<string, unknown>>[];
  /** Why the rest of the file was not read. */
  problem?: string;
}

/**
 * The objects of a file, up to the first document that is none. A document ends at a line of `---`, behind which a
 * comment may stand (spec §5).
 */
export function readDocuments(text: string): Documents {
  const objects: Documents['objects'] = [];
  for (const chunk of chunksOf(text)) {
    if (typeof chunk !== 'string') return {objects, problem: `invalid Yaml document separator: ${chunk.separator}`};
    const read = readObject(chunk);
    if (typeof read === 'string') return {objects, problem: read};
    if (read) objects.push(read);
  }
  return {objects};
}

function* chunksOf(text: string): Generator<string | {separator: string}> {
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    const [, behind] = /^---(.*)$/s.exec(line) ?? [];
    if (behind === undefined) {
      lines.push(line);
      continue;
    }
    const rest = behind.trim();
    if (rest !== '' && !rest.startsWith('#')) {
      yield {separator: rest};
      return;
    }
    yield lines.join('\n');
    lines = [];
  }
  yield lines.join('\n');
}

/** An object; its problem; or nothing for an empty document. */
function readObject(text: string): Documents['objects'][number] | string | undefined {
  let value: unknown;
  try {
    value = parseStrictYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return `error converting YAML to JSON: yaml: ${yamlReason(error)}`;
  }
  if (value === null) return undefined;
  if (isRecord(value)) return value;
  const found = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  const wanted = 'Go value of type map[string]interface {}';
  return `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${found} into ${wanted}`;
}

function yamlReason({message, line}: YamlError): string {
  if (message.endsWith('already set in map')) return `unmarshal errors:\n  line ${line}: ${message}`;
  return `line ${line}: ${message}`;
}
