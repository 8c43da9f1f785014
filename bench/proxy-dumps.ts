// SPDX-License-Identifier: Apache-2.0
// Unpacks the recorded dumps that proxy-config is measured on; they lie beside the repository, not in it. With numbers as
// arguments it also grows them to that many megabytes.
import {closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {readConfigDump, type Section} from '../src/envoy/dump/config-dump.js';
import {grownDump, PROXY_DUMPS, RECORDED_DUMPS} from './works.js';

mkdirSync(PROXY_DUMPS, {recursive: true});
for (const name of ['config-dump-54mb.json', 'clusters-24mb.json']) {
  const file = join(PROXY_DUMPS, name);
  if (!existsSync(file)) writeFileSync(file, gunzipSync(readFileSync(join(RECORDED_DUMPS, `${name}.gz`))));
}
for (const size of process.argv.slice(2)) if (!existsSync(grownDump(size))) grow(Number(size), grownDump(size));

/** Writes the dump with every list so many times as the size asks for, services renamed in each copy. */
function grow(megabytes: number, file: string): void {
  const bytes = readFileSync(join(PROXY_DUMPS, 'config-dump-54mb.json'));
  const {sections} = readConfigDump({bytes, name: 'the recorded dump'});
  const copies = Math.ceil((megabytes * 1e6) / bytes.length);
  const output = openSync(`${file}.partial`, 'w');
  let separator = '{"configs": [';
  for (const section of sections) {
    writeSync(output, separator);
    writeSection(output, bytes, section, copies);
    separator = ',\n';
  }
  writeSync(output, ']}\n');
  closeSync(output);
  renameSync(`${file}.partial`, file);
}

function writeSection(output: number, bytes: Buffer, {fields, lists}: Section, copies: number): void {
  let separator = '{';
  for (const [name, span] of fields) {
    writeSync(output, `${separator}\n${JSON.stringify(name)}: `);
    separator = ',';
    const elements = lists.get(name);
    if (!elements || elements.length === 0) {
      writeSync(output, bytes.subarray(span.start, span.end));
      continue;
    }
    for (let copy = 0; copy < copies; copy++) {
      const texts = elements.map(({start, end}) => bytes.toString('utf8', start, end));
      const text = texts.join(',\n');
      writeSync(output, `${copy === 0 ? '[' : ',\n'}${copy === 0 ? text : text.replaceAll('svc-', `svc${copy}-`)}`);
    }
    writeSync(output, ']');
  }
  writeSync(output, '}');
}
