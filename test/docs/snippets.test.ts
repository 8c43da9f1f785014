// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, readdirSync, readFileSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, join, resolve} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Batch} from '../cli/usage/run-all.js';
import {recordedClock} from '../support/recorded-clock.js';

const pages = ['README.md', ...readdirSync('docs').filter((name) => name.endsWith('.md'))].map((name) => ({
  name,
  text: readFileSync(name === 'README.md' ? name : join('docs', name), 'utf8'),
}));

interface Block {
  page: string;
  language: string;
  text: string;
}

const blocks = pages.flatMap(({name, text}) =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', body = '']): Block => ({page: name, language, text: body}),
  ),
);

/** The istioctl commands of a line of shell: what stands between pipes, without comments and redirections. */
function commandsIn(line: string): string[] {
  return line
    .replace(/\s#\s.*$/, '')
    .split(/\s*[|;]\s*|^- run: |^\s*script: |\s*>\s*\S+\s*$/)
    .map((part) => part.trim())
    .filter((part) => /^istioctl\s/.test(part));
}

/** The words of a command as a shell reads them. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** Goes on until Ctrl-C, or waits for what nobody types. */
const ENDLESS = new Set(['--watch', '-']);

const shell = blocks.filter(({language, text}) => language === 'sh' || (language === 'yaml' && /istioctl /.test(text)));
const lines = shell.flatMap(({page, text}) =>
  text.split('\n').flatMap((line) => commandsIn(line).map((command) => ({page, command}))),
);

describe('command lines in the documentation', () => {
  const batch = new Batch(mkdtempSync(join(tmpdir(), 'istioctl-docs-')));
  const runs = lines.map(({page, command}) => {
    const words = wordsOf(command).slice(1);
    return {page, command, outcome: batch.add(words.filter((word) => !ENDLESS.has(word)))};
  });

  test('are there', () => expect(lines.length).toBeGreaterThan(50));

  test.each(runs)('$page: $command', ({command, outcome}) => {
    const {exitCode, stderr} = outcome();
    expect(stderr).not.toMatch(/internal error|unknown (command|flag)|invalid argument/);
    // Without the last word, which was standard input, some commands have nothing to work on.
    if (!/ -(\s|$)/.test(command)) expect(exitCode, stderr).not.toBe(64);
  });
});

/** Recorded on servers of the tests, which make them again: whoever runs them here has no cluster and none of those files. */
const RECORDED = /^istioctl (install -y|why)/;

const bin = mkdtempSync(join(tmpdir(), 'istioctl-docs-bin-'));
symlinkSync(resolve('bin/run.js'), join(bin, 'istioctl'));

const transcripts = blocks
  .filter(({text}) => text.startsWith('$ istioctl '))
  .flatMap(({page, text}) =>
    text.split(/^\$ /m).flatMap((part) => {
      const [command = '', ...output] = part.split('\n');
      return command === '' || RECORDED.test(command) ? [] : [{page, command, output: output.join('\n').trimEnd()}];
    }),
  );

describe('transcripts in the documentation', () => {
  test('are there', () => expect(transcripts.length).toBeGreaterThan(3));

  test.each(transcripts)('$page: $command', ({command, output}) => {
    const folder = mkdtempSync(join(tmpdir(), 'istioctl-docs-'));
    cpSync('test/testdata/examples', folder, {recursive: true});
    // The hour in which sidecar.json was recorded: its certificates have expired since.
    const env = {...process.env, ...recordedClock, RECORDED_AT: '2026-11-26T01:55:00Z', KUBECONFIG: '/dev/null'};
    const path = `${bin}${delimiter}${process.env['PATH']}`;
    const run = spawnSync('sh', ['-c', `${command} 2>&1`], {cwd: folder, env: {...env, PATH: path}, encoding: 'utf8'});
    const plain = (text: string): string => text.trimEnd().replace(/ +$/gm, '');
    expect(plain(run.stdout)).toBe(plain(output));
  });
});
