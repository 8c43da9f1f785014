// SPDX-License-Identifier: Apache-2.0

import {type Method, Struct, setKey, type Value, type ValueMap} from '../template/compile/value.js';
import {sortedKeys} from '../template/print/utf8.js';
import {emitYaml} from '../yaml/emit.js';
import {bytesOfText} from './functions/bytes.js';
import {globMatcher} from './glob.js';

/** `.Files`: the files of a chart that are not templates, and nothing else of the disk. */
export function filesStruct(files: ReadonlyMap<string, string>): Struct {
  const get = (path: Value) => (typeof path === 'string' ? (files.get(path) ?? '') : '');
  const entries: ValueMap = {};
  for (const [path, content] of files) setKey(entries, path, content);
  const methods: Record<string, Method> = {
    Get: takesText((path) => get(path)),
    GetBytes: takesText((path) => get(path)),
    Lines: takesText((path) => linesOf(files.get(path))),
    Glob: takesText((pattern) => {
      const matches = globMatcher(pattern);
      return filesStruct(new Map([...files].filter(([path]) => matches(path))));
    }),
    AsConfig: () => asData(entries, (content) => content),
    AsSecrets: () => asData(entries, (content) => Buffer.from(bytesOfText(content)).toString('base64')),
  };
  return new Struct('engine.files', {}, methods, entries);
}

function takesText(run: (text: string) => Value): Method {
  const method = (text: Value) => run(typeof text === 'string' ? text : '');
  return Object.assign(method, {signature: {fixed: ['string']} as const});
}

function linesOf(content: string | undefined): string[] {
  if (content === undefined || content === '') return [];
  return (content.endsWith('\n') ? content.slice(0, -1) : content).split('\n');
}

/** The `data` of a ConfigMap or Secret, by the files' base names. */
function asData(entries: ValueMap, encode: (content: string) => string): string {
  const data: ValueMap = {};
  for (const path of sortedKeys(entries)) {
    const content = entries[path];
    if (typeof content === 'string') setKey(data, path.slice(path.lastIndexOf('/') + 1), encode(content));
  }
  return Object.keys(data).length === 0 ? '{}' : emitYaml(data).trimEnd();
}
