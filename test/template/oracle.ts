// SPDX-License-Identifier: Apache-2.0
import {execFileSync, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {isMap, Struct, type Value} from '../../src/template/compile/value.js';
import {TemplateError} from '../../src/template/template-error.js';
import {type Call, TemplateSet, typed} from '../../src/template/template-set.js';

export interface Case {
  templates: readonly {name: string; text: string}[];
  data: Value;
  missingKey: 'default' | 'zero' | 'error';
}

/** One of the two is empty. */
export interface Result {
  output: string;
  error: string;
}

/** Whether there is a Go whose text/template is the one we follow: 1.26 or later. */
export function hasGo(): boolean {
  const {status, stdout} = spawnSync('go', ['env', 'GOVERSION'], {encoding: 'utf8'});
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return status === 0 && Number(major) === 1 && Number(minor) >= 26;
}

/** Builds the Go program once per version of its source and returns the path of the binary. */
function build(): string {
  const directory = join(import.meta.dirname, 'oracle');
  const hash = createHash('sha256')
    .update(readFileSync(join(directory, 'main.go')))
    .digest('hex');
  const binary = join(import.meta.dirname, `../../node_modules/.cache/template-oracle/oracle-${hash.slice(0, 16)}`);
  if (!existsSync(binary)) execFileSync('go', ['build', '-o', binary, '.'], {cwd: directory, stdio: 'pipe'});
  return binary;
}

/** What Go's text/template makes of the cases. */
export function runGo(cases: readonly Case[]): Result[] {
  const input = cases.map((one) => JSON.stringify(one, encode)).join('\n');
  const output = execFileSync(build(), {input, maxBuffer: 1 << 30, encoding: 'utf8'});
  return output
    .trimEnd()
    .split('\n')
    .map((line): Result => JSON.parse(line));
}

function encode(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return {$int: String(value)};
  return value instanceof Struct ? {$ship: value.fields['Name']} : value;
}

/** The same struct as the Go program's. */
export function ship(name: string): Struct {
  const words = {fixed: ['string' as const]};
  const sink = () => {
    throw new Error(`${name} does not sink`);
  };
  return new Struct(
    'main.Ship',
    {Name: name, Masts: 3n, Cargo: {tea: 12}},
    {
      Greet: Object.assign((who: Value) => `ahoy ${String(who)} from ${name}`, {signature: words}),
      Sink: Object.assign(sink, {signature: {fixed: []}}),
      Join: Object.assign((...parts: Value[]) => printAll(parts), {signature: {fixed: [], variadic: 'any' as const}}),
      Load: Object.assign((n: Value, f: Value) => Number(n) > Number(f), {
        signature: {fixed: ['int' as const, 'float64' as const]},
      }),
    },
  );
}

function printAll(parts: readonly Value[]): string {
  const set = new TemplateSet({functions: {}});
  set.parse('all', `{{print${parts.map((_, i) => ` (index . ${i})`).join('')}}}`);
  return set.execute('all', [...parts]);
}

export const functions = {
  include: typed({fixed: ['string', 'any']}, ([name, dot], call: Call) => call.include(String(name), dot)),
  list: typed({fixed: [], variadic: 'any'}, (items) => items),
  upper: typed({fixed: ['string']}, ([text]) => String(text).toUpperCase()),
  half: typed({fixed: ['float64']}, ([n]) => Number(n) / 2),
  next: typed({fixed: ['int']}, ([n]) => (typeof n === 'bigint' ? n + 1n : null)),
  no: typed({fixed: ['bool']}, ([flag]) => flag === false),
  size: typed({fixed: ['[]interface {}']}, ([items]) => BigInt(Array.isArray(items) ? items.length : 0)),
  wide: typed({fixed: ['map[string]interface {}']}, ([map]) => BigInt(isMap(map) ? Object.keys(map).length : 0)),
  none: typed({fixed: []}, () => null),
  fail: typed({fixed: ['string']}, ([reason]) => {
    throw new Error(String(reason));
  }),
};

/** What our engine makes of a case; anything but a TemplateError is thrown. */
export function runOurs({templates, data, missingKey}: Case): Result {
  const set = new TemplateSet({functions, missingKey});
  try {
    for (const {name, text} of templates) set.parse(name, text);
    return {output: set.execute(templates[0]?.name ?? '', data), error: ''};
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return {output: '', error: error.goText};
  }
}
