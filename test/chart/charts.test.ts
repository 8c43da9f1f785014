// SPDX-License-Identifier: Apache-2.0
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {chartOf} from '../../src/chart/chart.js';
import {type RenderedChart, renderChart} from '../../src/chart/render.js';
import {readChartFiles} from '../../src/io/chart-files.js';
import type {ValueMap} from '../../src/template/compile/value.js';
import {parseYaml} from '../../src/yaml/parse.js';
import {helm} from './oracle.js';
import {release} from './ours.js';

const folder = 'test/testdata/chart/charts';
const scratch = mkdtempSync(join(tmpdir(), 'charts-'));
afterAll(() => rmSync(scratch, {recursive: true}));

function casesOf(chart: string): [string, ValueMap][] {
  return Object.entries(parseYaml(readFileSync(`${folder}/${chart}.cases.yaml`, 'utf8')) as Record<string, ValueMap>);
}

const kubeVersion = 'v1.30.3';
const apiVersions = ['example.com/v1/Thing'];

/** `helm template` names each file in a comment; empty ones it leaves out. */
function withHelm(chart: string, values: ValueMap): Map<string, string> {
  const file = join(scratch, 'values.json');
  writeFileSync(file, JSON.stringify(values));
  const args = ['template', 'r', chart, '-n', 'ns', '-f', file, '--kube-version', kubeVersion, '--include-crds'];
  const output = execFileSync(helm ?? '', [...args, '-a', apiVersions.join(','), '--no-hooks'], {encoding: 'utf8'});
  return documents(
    output
      .split(/^---\n# Source: /m)
      .slice(1)
      .map((text): [string, string] => {
        const end = text.indexOf('\n');
        return [text.slice(0, end), text.slice(end + 1)];
      }),
  );
}

/** Documents of one file come apart and back in helm's order of kinds; so they are compared as a set. */
function documents(files: [string, string][]): Map<string, string> {
  const all = new Map<string, string>();
  for (const [path, text] of files) {
    const own = text.split(/^---$/m).map((part) => part.trim());
    const known = all.get(path)?.split('\n---\n') ?? [];
    const parts = [...known, ...own].filter((part) => part !== '' && !part.includes('helm.sh/hook'));
    if (parts.length > 0) all.set(path, parts.toSorted((a, b) => (a < b ? -1 : 1)).join('\n---\n'));
  }
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function textsOf({files, crds}: RenderedChart): Map<string, string> {
  return documents([...crds, ...files].map(({path, text}) => [path, text]));
}

describe.skipIf(helm === undefined)('a chart of third parties renders as helm template does it', () => {
  test.each(casesOf('webshop'))('webshop: %s', async (_, values) => {
    const path = `${folder}/webshop`;
    const chart = chartOf(await readChartFiles(path), path);
    const rendered = await renderChart(chart, {values, release, kubeVersion, apiVersions});
    expect(textsOf(rendered)).toEqual(withHelm(path, values));
  });
});
