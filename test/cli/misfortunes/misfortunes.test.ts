// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {inParallel} from '../../../src/fleet/parallel.js';
import {READING} from './command-lines.js';
import {certificates, proxies} from './connections.js';
import {FOLDER, kubeconfig, run, runTogether, type TimedRun, web} from './faulty.js';
import {IMPOSTORS} from './impostors.js';
import {kubeconfigs} from './kubeconfigs.js';
import {logins} from './logins.js';
import type {Misfortune} from './misfortune.js';
import {impostors, silences} from './servers.js';

/** How many points there are for saying why, where and what next, and how many must be had. */
const POINTS = 3;
const ENOUGH = 134 / 144;

/** The longest that any misfortune may take, in milliseconds. */
const LONGEST = 20_000;

afterAll(() => rmSync(FOLDER, {recursive: true}));

describe('misfortunes', () => {
  let rows: Misfortune[] = [];
  const outcomes = new Map<Misfortune, TimedRun>();

  beforeAll(async () => {
    const all = await Promise.all([impostors(), silences(), logins(), proxies(), certificates()]);
    rows = [...all.flat(), ...kubeconfigs()];
    const work = ({line = 'version', env}: Misfortune): Promise<TimedRun> => run(line.split(' '), env);
    for await (const {item, outcome} of inParallel(rows, work, {concurrency: 4, timeout: 60_000})) {
      if ('result' in outcome) outcomes.set(item, outcome.result);
    }
  }, 120_000);

  test('are said with their cause, their place and what to do next', () => {
    const lost: string[] = [];
    for (const row of rows) {
      const {stderr = ''} = outcomes.get(row) ?? {};
      for (const part of ['cause', 'place', 'next'] as const) {
        if (!row[part].test(stderr)) lost.push(`${row.title}: ${part}\n${stderr}`);
      }
    }
    const whole = rows.length * POINTS;
    expect(rows.length).toBeGreaterThanOrEqual(48);
    expect((whole - lost.length) / whole, lost.join('\n')).toBeGreaterThanOrEqual(ENOUGH);
    expect(lost).toEqual([]);
  });

  test('end in time, with the right code, in two lines and without secrets', () => {
    const wrong = rows.flatMap((row) => {
      const {exitCode = null, stderr = '', took = LONGEST} = outcomes.get(row) ?? {};
      const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('waiting for '));
      const isRight = exitCode === (row.exitCode ?? 1) && took < LONGEST && lines.length <= 3;
      return isRight && !row.never?.test(stderr) ? [] : [`${row.title}: ${exitCode} after ${took} ms\n${stderr}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe('no command takes it for an empty cluster', () => {
  test.each(['a 404 page', 'an object of no kind'] as const)(
    '%s',
    async (impostor) => {
      const KUBECONFIG = kubeconfig({server: `http://127.0.0.1:${await web(IMPOSTORS[impostor])}`});
      const lines = READING.map((line) => line.replace('OUT', mkdtempSync(join(FOLDER, 'out-'))).split(' '));
      const runs = await runTogether(lines.map((argv) => ({argv, env: {KUBECONFIG}})));
      const wrong = lines.flatMap((argv, i) => {
        const {exitCode, stderr} = runs[i] ?? {exitCode: null, stderr: ''};
        const says = /that is no Kubernetes API/.test(stderr);
        return says && exitCode !== 0 && exitCode !== 64 ? [] : [`${argv.join(' ')}: ${exitCode} ${stderr}`];
      });
      expect(wrong).toEqual([]);
    },
    60_000,
  );
});
