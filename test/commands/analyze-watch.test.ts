// SPDX-License-Identifier: Apache-2.0
import {mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, describe, expect, test} from 'vitest';
import {istioctl} from '../support/run.js';
import {startIstioctl} from '../support/watching.js';

const folder = mkdtempSync(join(tmpdir(), 'analyze-watch-'));
afterAll(() => rmSync(folder, {recursive: true}));

function service(name: string, gateways: string): string {
  return `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ${name}}\nspec: {hosts: [a], ${gateways}http: [{route: [{destination: {host: a}}]}]}\n`;
}

const LOST = 'gateways: [front], ';

describe('analyze --watch', () => {
  test('shows a result whenever it is another one, until it is interrupted', async () => {
    const mesh = join(folder, 'mesh');
    const [a, b] = [join(mesh, 'a.yaml'), join(mesh, 'deep', 'b.yaml')];
    mkdirSync(join(mesh, 'deep'), {recursive: true});
    writeFileSync(a, service('a', LOST));
    const watching = startIstioctl(['analyze', '--use-kube=false', '--watch', mesh]);
    await watching.until(`(VirtualService default/a ${a}:4) Referenced gateway not found: "front"`);
    await watching.until('See https://');
    writeFileSync(a, service('a', ''));
    await watching.until(`\nChanged: ${a}\n`);
    await watching.until('✔ No validation issues found when analyzing');
    writeFileSync(b, service('b', LOST));
    await watching.until(`\nChanged: ${b}\n`);
    await watching.until(`(VirtualService default/b ${b}:4) Referenced gateway not found`);
    await watching.until('See https://');
    const before = watching.text();
    writeFileSync(a, `${service('a', '')}# nothing else\n`);
    await sleep(1000);
    expect(watching.text()).toBe(before);
    expect(await watching.interrupt()).toBe(130);
    expect(watching.text()).toBe(`${before}Error: interrupted\n`);
  });

  test('sees a file that another takes the place of, and goes on while it is gone', async () => {
    const file = join(folder, 'one.yaml');
    const other = join(folder, 'other.txt');
    writeFileSync(file, service('a', ''));
    writeFileSync(other, service('a', LOST));
    const watching = startIstioctl(['analyze', '--use-kube=false', '--watch', file]);
    await watching.until('✔ No validation issues');
    renameSync(other, file);
    await watching.until('Referenced gateway not found');
    rmSync(file);
    await watching.until(`Error: stat ${file}: no such file or directory`);
    writeFileSync(file, service('a', ''));
    await watching.until('✔ No validation issues');
    expect(await watching.interrupt()).toBe(130);
  });

  test.each([
    [['-'], 64, 'standard input is read once: that does not go with --watch'],
    [['--fix', folder], 64, '--fix changes files: that does not go with --watch'],
    [[join(folder, 'nope')], 1, 'no such file or directory'],
  ])('refuses %j', async (args, code, problem) => {
    const {stderr, exitCode} = await istioctl(['analyze', '--use-kube=false', '--watch', ...args]);
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(problem)]);
  });
});
