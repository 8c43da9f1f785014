// SPDX-License-Identifier: Apache-2.0
import {mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {eventually} from '../support/eventually.js';
import {istioctl} from '../support/run.js';
import {startIstioctl} from '../support/watching.js';

const folder = mkdtempSync(join(tmpdir(), 'analyze-watch-'));
afterAll(() => rmSync(folder, {recursive: true}));

function service(name: string, gateways: string): string {
  return `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ${name}}\nspec: {hosts: [a], ${gateways}http: [{route: [{destination: {host: a}}]}]}\n`;
}

const LOST = 'gateways: [front], ';

describe('analyze --watch', () => {
  test('shows a result whenever it is another one, until it is interrupted', {timeout: 180_000}, async () => {
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
    const changes = (): string[] => watching.text().match(/^Changed: .*$/gm) ?? [];
    let round = 0;
    // Changes that come soon after each other are told together: then once more.
    await eventually(
      `a change of ${a} that changes nothing is looked at before one of ${b}`,
      async (saw) => {
        const comment = `# nothing else, ${round}\n`;
        if (round++ % 2 === 0) return writeFileSync(a, `${service('a', '')}${comment}`);
        const told = changes().length;
        writeFileSync(b, service('b', round % 4 === 0 ? LOST : ''));
        const next = await eventually(`a change of ${b} is told`, () => changes()[told], {within: 30_000});
        saw(next);
        return next === `Changed: ${b}`;
      },
      {every: 1000},
    );
    expect(changes().filter((line) => line === `Changed: ${a}`)).toHaveLength(1);
    const before = changes();
    expect(await watching.interrupt()).toBe(130);
    expect([changes(), watching.text()]).toEqual([before, expect.stringMatching(/Error: interrupted\n$/)]);
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
