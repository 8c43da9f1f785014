// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {closeSync, mkdtempSync, openSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {describe, expect, test} from 'vitest';
import {readChartFiles} from '../../../src/io/chart-files.js';
import {makeFolder} from '../../../src/io/make-folder.js';
import {istioctl} from '../../support/run.js';

const ENV = {PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: '/dev/null'};

describe.runIf(process.platform === 'linux')('an output that takes nothing', () => {
  test.each(['profile list', 'manifest generate --set profile=minimal', 'version --remote=false'])('%s', (line) => {
    const full = openSync('/dev/full', 'w');
    const command = [resolve('bin/run.js'), ...line.split(' ')];
    const run = spawnSync(process.execPath, command, {stdio: ['ignore', full, 'pipe'], env: ENV, encoding: 'utf8'});
    closeSync(full);
    expect(run).toMatchObject({
      status: 1,
      stderr: 'Error: cannot write to standard output: no space is left on the device\n',
    });
  });

  test('standard error ends with the code alone', () => {
    const full = openSync('/dev/full', 'w');
    const command = [resolve('bin/run.js'), 'no-such-command'];
    const {status} = spawnSync(process.execPath, command, {stdio: ['ignore', 'pipe', full], env: ENV});
    closeSync(full);
    expect(status).toBe(1);
  });

  test.each(['/proc/nowhere', '/proc/nowhere/a/b', '/dev/null/a'])('a folder below %s', (path) => {
    expect(() => makeFolder(path)).toThrow(/ENOENT|ENOTDIR|EACCES/);
  });
});

describe('a chart folder', () => {
  const chart = (link: string, to: string): string => {
    const folder = mkdtempSync(join(tmpdir(), 'istioctl-chart-'));
    writeFileSync(join(folder, 'Chart.yaml'), 'name: x\n');
    symlinkSync(to, join(folder, link));
    return folder;
  };

  test.each([
    ['a link that leads out of it', '/etc/hostname', /holds the link link, which leads out of it/],
    ['a link to the folder it stands in', '.', /holds the link link, which leads back to a folder/],
    ['a link to itself', 'link', /ELOOP/],
    ['a link to nothing', 'nothing', /ENOENT/],
  ])('%s ends with one line', async (_, to, message) => {
    await expect(readChartFiles(chart('link', to))).rejects.toMatchObject({
      message: expect.stringMatching(message),
      exitCode: 65,
    });
  });

  test('a link within it is followed', async () => {
    const files = await readChartFiles(chart('link', 'Chart.yaml'));
    expect(files.map(({path}) => path)).toEqual(['Chart.yaml', 'link']);
  });
});

test.each(['::error file=x::hacked', '  ::add-mask::x', '##vso[task.setvariable]x', 'a ##[error]x'])(
  'no line of an error starts a command of a CI system: %s',
  async (line) => {
    const {stderr} = await istioctl(['profile', 'dump', `x\n${line}`]);
    expect(stderr).not.toMatch(/^\s*::[a-z]|##(?:vso)?\[/m);
    expect(stderr).toMatch(/\\x3a:|\\x23#/);
  },
);
