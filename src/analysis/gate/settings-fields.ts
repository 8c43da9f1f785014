// SPDX-License-Identifier: Apache-2.0

import {isRecord} from '../../api/messages/decode.js';
import {pathText} from '../../api/structural/field-error.js';
import {didYouMean} from '../../suggest.js';
import {analyzers} from '../analyzers/index.js';
import {type Level, levelNamed, levels} from '../model/level.js';
import {codeHint, messageCodes} from '../model/message-code.js';
import type {Path} from '../model/resource.js';

/** Told what is wrong with the value at a path, or with its key. */
export type Complain = (path: Path, problem: string, what?: 'key' | 'value') => void;

/** A value, where it stands, and who hears what is wrong with it. */
export interface Reader {
  value: unknown;
  path: Path;
  complain: Complain;
}

export interface SuppressionSettings {
  path: Path;
  code: string;
  /** `Kind namespace/name`, with `*` for anything. */
  resource?: string | undefined;
  /** Pattern of paths. */
  files?: string | undefined;
}

export interface SettingsFields {
  failureThreshold?: Level;
  outputThreshold?: Level;
  asComplete?: boolean;
  analyzers?: string[];
  require?: string[];
  baseline?: string;
  suppress?: SuppressionSettings[];
}

type Readers<T> = {[K in keyof Required<T>]: (reader: Reader) => Required<T>[K] | undefined};

const settingsReaders: Readers<SettingsFields> = {
  failureThreshold: level,
  outputThreshold: level,
  asComplete: boolean,
  analyzers: listOf((reader) => analyzer(reader, [])),
  require: listOf((reader) => analyzer(reader, ['all'])),
  baseline: text,
  suppress: listOf(suppression),
};

const suppressionReaders: Readers<{code: string; resource: string; files: string; reason: string}> = {
  code,
  resource: text,
  files: text,
  reason: text,
};

/** The settings of a document, in which every field must be known. An empty document has none. */
export function readSettings(reader: Reader): SettingsFields {
  return reader.value === null ? {} : (fields(reader, settingsReaders) ?? {});
}

function fields<T extends object>({value, path, complain}: Reader, readers: Readers<T>): Partial<T> | undefined {
  if (!isRecord(value)) {
    complain(path, `${nameOf(path)}: must be a map`);
    return undefined;
  }
  const known = Object.keys(readers);
  const read: Partial<T> = {};
  for (const [key, entry] of Object.entries(value)) {
    const here = [...path, key];
    if (!hasKey(readers, key)) {
      const hint = didYouMean(key, known) ?? `there are ${known.join(', ')}`;
      complain(here, `${nameOf(here)}: unknown field; ${hint}`, 'key');
      continue;
    }
    const found = readers[key]({value: entry, path: here, complain});
    if (found !== undefined) read[key] = found;
  }
  return read;
}

function hasKey<T extends object>(readers: Readers<T>, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(readers, key);
}

function listOf<T>(item: (reader: Reader) => T | undefined) {
  return ({value, path, complain}: Reader): T[] | undefined => {
    if (!Array.isArray(value)) {
      complain(path, `${nameOf(path)}: must be a list`);
      return undefined;
    }
    return value.flatMap((entry: unknown, i) => item({value: entry, path: [...path, i], complain}) ?? []);
  };
}

/** A code for all of its messages, a code with `=` and a resource as in `-S`, or a map that says it in words. */
function suppression(reader: Reader): SuppressionSettings | undefined {
  const {value, path, complain} = reader;
  if (typeof value === 'string') {
    const at = value.indexOf('=');
    const name = code({value: at < 0 ? value : value.slice(0, at), path, complain});
    return name === undefined ? undefined : {path, code: name, ...(at >= 0 && {resource: value.slice(at + 1)})};
  }
  const read = fields(reader, suppressionReaders);
  if (!read) return undefined;
  if (isRecord(value) && value['code'] === undefined) complain(path, `${nameOf(path)}.code: is missing`);
  return read.code === undefined ? undefined : {path, code: read.code, resource: read.resource, files: read.files};
}

function code({value, path, complain}: Reader): string | undefined {
  const found = messageCodes.find((known) => known === value);
  if (!found) {
    complain(path, `${nameOf(path)}: there is no message "${String(value)}"; ${codeHint(String(value))}`);
  }
  return found;
}

function analyzer({value, path, complain}: Reader, more: readonly string[]): string | undefined {
  const names = [...more, ...analyzers.map(({name}) => name)];
  const found = names.find((name) => name === value);
  if (found === undefined) {
    const hint = didYouMean(String(value), names) ?? 'istioctl analyze -L lists them';
    complain(path, `${nameOf(path)}: there is no analyzer "${String(value)}"; ${hint}`);
  }
  return found;
}

function level({value, path, complain}: Reader): Level | undefined {
  const found = typeof value === 'string' ? levelNamed(value) : undefined;
  if (!found) complain(path, `${nameOf(path)}: must be one of ${levels.join(', ')}`);
  return found;
}

function boolean({value, path, complain}: Reader): boolean | undefined {
  if (typeof value === 'boolean') return value;
  complain(path, `${nameOf(path)}: must be true or false`);
  return undefined;
}

function text({value, path, complain}: Reader): string | undefined {
  if (typeof value === 'string') return value;
  complain(path, `${nameOf(path)}: must be a text`);
  return undefined;
}

function nameOf(path: Path): string {
  return path.length === 0 ? 'the document' : pathText(path);
}
