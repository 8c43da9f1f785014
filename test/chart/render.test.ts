// SPDX-License-Identifier: Apache-2.0
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {type ChartFile, chartOf} from '../../src/chart/chart.js';
import {ChartError} from '../../src/chart/error.js';
import {hashPassword} from '../../src/chart/functions/crypto/bcrypt.js';
import {compileChart, type RenderInput, renderChart} from '../../src/chart/render.js';
import {readChartFiles} from '../../src/io/chart-files.js';
import {release} from './ours.js';

const metadata = {path: 'Chart.yaml', data: 'apiVersion: v2\nname: c\nversion: 1.0.0\n'};
const input: RenderInput = {values: {}, release, kubeVersion: 'v1.33.0'};

function chart(files: Record<string, string>) {
  return chartOf([metadata, ...Object.entries(files).map(([path, data]): ChartFile => ({path, data}))], 'some/chart');
}

async function render(template: string, more: Partial<RenderInput> = {}): Promise<string> {
  const {files} = await renderChart(chart({'templates/t.yaml': template}), {...input, ...more});
  return files[0]?.text ?? '';
}

async function errorOf(run: () => unknown): Promise<ChartError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof ChartError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

describe('files of a rendered chart', () => {
  test('are sorted, without partials and notes; crds are as they are', async () => {
    const rendered = await renderChart(
      chart({
        'templates/b.yaml': 'b',
        'templates/a/x.yaml': '{{ template "p" }}',
        'templates/_p.tpl': '{{ define "p" }}partial{{ end }}lost',
        'templates/NOTES.txt': 'notes of {{ .Release.Name }}',
        'templates/empty.yaml': '',
        'crds/b.yaml': '{{ not a template }}',
        'crds/readme.md': 'no crd',
        'charts/s/Chart.yaml': 'apiVersion: v2\nname: s\nversion: 1.0.0',
        'charts/s/templates/NOTES.txt': 'never shown',
        'charts/s/templates/s.yaml': '{{ .Template.Name }}',
        'charts/_off/Chart.yaml': 'this is left out',
      }),
      input,
    );
    expect(rendered).toMatchObject({
      files: [
        {path: 'c/charts/s/templates/s.yaml', text: 'c/charts/s/templates/s.yaml'},
        {path: 'c/templates/a/x.yaml', text: 'partial'},
        {path: 'c/templates/b.yaml', text: 'b'},
        {path: 'c/templates/empty.yaml', text: ''},
      ],
      notes: 'notes of r',
      crds: [{path: 'c/crds/b.yaml', text: '{{ not a template }}'}],
    });
  });

  test('a compiled chart renders again, and neither it nor the values change', async () => {
    const template =
      '{{ $_ := set .Values "n" (add (.Values.n | default 0) 1) }}{{ .Values.n }}{{ toJson .Values.m }}{{ $_ := set .Values.m "a" 2 }}';
    const compiled = await compileChart(chart({'templates/t.yaml': template, 'values.yaml': 'm: {a: 1}'}));
    const values = {n: 4};
    for (let i = 0; i < 2; i++) {
      expect((await renderChart(compiled, {...input, values})).files[0]?.text).toBe('5{"a":1}');
    }
    expect(values).toEqual({n: 4});
    expect((await renderChart(compiled, {...input, values: {m: {a: 7}}})).files[0]?.text).toBe('1{"a":7}');
  });

  test('a long text that is read twice gives two values, each to be changed on its own', async () => {
    const values = {t: `a: {b: 1}\nlong: ${'x'.repeat(5000)}\n`};
    const template =
      '{{ $x := fromYaml .Values.t }}{{ $_ := set $x.a "b" 2 }}{{ $y := fromYaml .Values.t }}{{ $_ := set $y "c" 3 }}' +
      '{{ $z := fromYaml .Values.t }}{{ $x.a.b }}{{ $y.a.b }}{{ $y.c }}{{ $z.a.b }}{{ $z.c }}{{ len $z.long }}';
    expect(await render(template, {values})).toBe('21315000');
    expect(await render(template, {values: {t: values.t.replace('b: 1', 'b: 7')}})).toBe('27375000');
  });

  test('functions that are only named in values are found through tpl', async () => {
    const values = {t: '{{ sha1sum "a" | trunc 3 }} {{ regexFind "b+" "abbc" }} {{ date "2006" 0 }}'};
    expect(await render('{{ tpl .Values.t . }}', {values})).toBe('86f bb 1970');
  });

  test('lookup and the clock are what the caller gives', async () => {
    expect(await render('{{ (lookup "v1" "Pod" "ns" "n").kind }}')).toBe('');
    const lookup = (...args: string[]) => ({kind: args.join('/')});
    expect(await render('{{ (lookup "v1" "Pod" "ns" "n").kind }}', {lookup})).toBe('v1/Pod/ns/n');
    expect(await render('{{ now | date "15:04:05" }}', {now: () => 3_600_000})).toBe('01:00:00');
    expect((await errorOf(() => render('{{ now }}'))).helmText).toContain('error calling now: the time is not known');
  });

  test('keys that mean something to JavaScript are keys like any other', async () => {
    const values = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}');
    const template = '{{ .Values.__proto__.a }}{{ .Values.constructor }}{{ .Values.toString }}{{ toJson .Values }}';
    expect(await render(template, {values})).toBe('12{"__proto__":{"a":1},"constructor":2}');
    expect(await render('{{ dig "constructor" "none" .Values }}{{ hasKey (dict) "valueOf" }}')).toBe('nonefalse');
    expect(Object.prototype).not.toHaveProperty('a');
  });
});

describe('errors', () => {
  test.each([
    ['{{ fail "boom" }}', 'execution error at (c/templates/t.yaml:1:3): boom'],
    ['\n  {{ required "give x" .Values.x }}', 'execution error at (c/templates/t.yaml:2:5): give x'],
    [
      '{{ define "d" }}{{ fail "deep" }}{{ end }}{{ include "d" . }}',
      'execution error at (c/templates/t.yaml:1:45): deep',
    ],
    ['\n{{ .x', 'parse error at (c/templates/t.yaml:2): unclosed action'],
    [
      '{{ atoi 1 }}',
      'template: c/templates/t.yaml:1:8: executing "c/templates/t.yaml" at <1>: expected string; found 1',
    ],
    [
      '{{ div 1 0 }}',
      'template: c/templates/t.yaml:1:3: executing "c/templates/t.yaml" at <div 1 0>: error calling div: integer divide by zero',
    ],
  ])('%s', async (template, helmText) => {
    const error = await errorOf(() => render(template));
    expect(error.helmText).toBe(helmText);
    expect(error.message).toMatch(/\n +\d+ \| .*\n +\| +\^/);
  });

  test('a chart that is none', async () => {
    expect((await errorOf(() => chartOf([], 'x/y'))).message).toBe('x/y is not a chart: it has no Chart.yaml');
    const nameless = [{path: 'Chart.yaml', data: 'apiVersion: v2\nversion: 1'}];
    expect((await errorOf(() => chartOf(nameless, 'x'))).message).toBe('x/Chart.yaml: name is missing');
    expect((await errorOf(() => chart({'values.yaml': 'a: ['}))).message).toMatch(/^some\/chart\/values\.yaml:1:\d+: /);
    expect((await errorOf(() => chart({'values.yaml': '- a'}))).message).toBe(
      'some/chart/values.yaml: a map was expected',
    );
    const lacking = {'Chart.yaml': `${metadata.data}dependencies: [{name: d, version: "1"}]`};
    expect((await errorOf(() => chartOf([{path: 'Chart.yaml', data: lacking['Chart.yaml']}], 'x'))).message).toBe(
      'x/Chart.yaml names dependencies that are not in x/charts: d',
    );
    expect((await errorOf(() => render('', {kubeVersion: 'new'}))).message).toContain('"new" is no Kubernetes version');
  });

  test('a schema refuses all mistakes at once, also those of a subchart', async () => {
    const schema = {
      type: 'object',
      required: ['name'],
      properties: {name: {}, n: {type: 'integer', minimum: 1}, s: {type: 'object'}},
      additionalProperties: false,
    };
    const strict = chart({
      'values.schema.json': JSON.stringify({$schema: 'http://json-schema.org/draft-07/schema#', ...schema}),
      'charts/s/Chart.yaml': 'apiVersion: v2\nname: s\nversion: 1.0.0',
      'charts/s/values.schema.json': JSON.stringify({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        properties: {p: {type: 'string'}},
      }),
    });
    const error = await errorOf(() => renderChart(strict, {...input, values: {n: 0.5, x: 1, s: {p: 1}}}));
    expect(error.message.split('\n')).toEqual([
      "the values do not fit the chart's schema:",
      "- c: the values must have required property 'name'",
      '- c: the values must NOT have additional properties ("x")',
      '- c: /n must be integer',
      '- c: /n must be >= 1',
      '- s: /p must be string',
    ]);
    await renderChart(strict, {...input, values: {n: 2, name: 'a', s: {p: 'x'}}});
  });
});

// Without the limits they would end at the timeout of a test, or with the memory of the process.
describe('hostile templates end with an error', () => {
  const grow = (start: string, step: string) => `{{ $x := ${start} }}{{ range until 64 }}{{ $x = ${step} }}{{ end }}`;
  test.each([
    '{{ repeat 1000000000 "a" }}',
    '{{ until 1000000000 }}',
    '{{ untilStep 0 1000000000 1 }}',
    '{{ seq 1000000000 }}',
    '{{ randAlpha 1000000000 }}',
    '{{ randBytes 1000000000 }}',
    '{{ indent 1000000 (repeat 100000 "\\n") }}',
    '{{ splitList "" (repeat 10000000 "a") }}',
    grow('"ab"', 'replace "a" (repeat 1000 "a") $x'),
    grow('"ab"', 'cat $x $x'),
    grow('"ab"', 'join "," (list $x $x)'),
    grow('"ab"', 'regexReplaceAll "." $x (repeat 100 "$0")'),
    grow('list 1', 'concat $x $x'),
    `${grow('list 1', 'list $x $x')}{{ toJson $x }}{{ fail "not reached" }}`,
    `${grow('list 1', 'list $x $x')}{{ mustToYaml $x }}`,
    `${grow('list 1', 'list $x $x')}{{ deepCopy $x }}`,
    `${grow('list 1', 'list $x $x')}{{ $y := list $x }}{{ deepEqual $x (list $y $y) }}{{ $x }}`,
    '{{ $d := dict }}{{ $_ := set $d "self" $d }}{{ mustToJson $d }}',
    '{{ $d := dict }}{{ $_ := set $d "self" $d }}{{ mustMerge (dict) (deepCopy $d) }}',
    '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
    '{{ define "a" }}{{ tpl "{{ include \\"a\\" . }}" . }}{{ end }}{{ include "a" . }}',
    '{{ range until 1000 }}{{ range until 1000 }}{{ range until 1000 }}{{ end }}{{ end }}{{ end }}',
  ])('%s', {timeout: 120_000}, async (template) => {
    const error = await errorOf(() => render(template));
    expect(error.helmText).not.toContain('not reached');
  });

  test('patterns that backtrack elsewhere take no time', async () => {
    const template =
      '{{ regexMatch "^(a+)+$" (printf "%sb" (repeat 10000 "a")) }}{{ len (.Files.Glob (repeat 50 "*a")) }}';
    const files = {'templates/t.yaml': template, [`${'a'.repeat(200)}b`]: ''};
    expect((await renderChart(chart(files), input)).files[0]?.text).toBe('false0');
  });
});

describe('chart archives', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'archives-'));
  afterAll(() => rmSync(scratch, {recursive: true}));
  const webshop = 'test/testdata/chart/charts/webshop';

  test('a .tgz, also with subcharts in archives, gives the files of the folder', async () => {
    const tar = (...args: string[]) => execFileSync('tar', args, {stdio: 'pipe'});
    tar('-czf', join(scratch, 'chart.tgz'), '-C', 'test/testdata/chart/charts', 'webshop');
    const folder = await readChartFiles(webshop);
    const byPath = (a: {path: string}, b: {path: string}) => (a.path < b.path ? -1 : 1);
    const plain = (files: typeof folder) => files.map(({path, data}) => [path, Buffer.from(data).toString('hex')]);
    expect(plain((await readChartFiles(join(scratch, 'chart.tgz'))).sort(byPath))).toEqual(plain(folder.sort(byPath)));

    tar('-xzf', join(scratch, 'chart.tgz'), '-C', scratch);
    tar('-czf', join(scratch, 'webshop/charts/queue-0.3.1.tgz'), '-C', join(scratch, 'webshop/charts'), 'queue');
    rmSync(join(scratch, 'webshop/charts/queue'), {recursive: true});
    const packed = await renderChart(chartOf(await readChartFiles(join(scratch, 'webshop')), 'w'), input);
    expect(packed).toEqual(await renderChart(chartOf(folder, 'w'), input));
  });

  test('what is no chart is named', async () => {
    writeFileSync(join(scratch, 'no.tgz'), 'not an archive');
    await expect(readChartFiles(join(scratch, 'no.tgz'))).rejects.toThrow(/neither a chart folder nor a \.tgz archive/);
    await expect(readChartFiles(join(scratch, 'nothing'))).rejects.toThrow(/nothing cannot be read: ENOENT/);
  });
});

test('bcrypt gives the hash that crypt_blowfish is tested with', () => {
  const salt = Uint8Array.from({length: 16}, (_, i) => [0x10, 0x41, 0x04][i % 3] ?? 0);
  expect(hashPassword(Buffer.from('U*U'), salt, 5)).toBe(
    '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
  );
});
