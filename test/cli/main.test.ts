// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {istioctl} from '../support/run.js';

describe('istioctl', () => {
  test.each([
    ['alone prints the commands by task', '', 0, /^Install[\s\S]*Usage:\n {2}istioctl \[command\]/],
    ['--help does too', '--help', 0, /Use "istioctl \[command\] --help"/],
    ['help COMMAND prints its help', 'help version', 0, /Usage:\n {2}istioctl version \[flags\]/],
    ['flags may stand before the command', '-n x --context=y version --remote=false', 0, /^client version: /],
    ['and behind it', 'version --remote=false -n x', 0, /^client version: /],
    ['--version prints the version of the client', '--version', 0, /^client version: /],
    ['-o json is one document', 'version --remote=false -o json', 0, /^\{\n {2}"clientVersion": \{/],
  ])('%s', async (_, commandLine, exitCode, stdout) => {
    const run = await istioctl(commandLine);
    expect(run).toMatchObject({exitCode, stderr: ''});
    expect(run.stdout).toMatch(stdout);
  });

  test.each([
    [
      'an unknown command',
      'verison',
      64,
      'Error: unknown command "verison" for "istioctl"\nHint: did you mean "version"? Or run \'istioctl --help\' for usage\n',
    ],
    [
      'an unknown command of a group',
      'manifest genrate',
      64,
      'Error: unknown command "genrate" for "istioctl manifest"\nHint: did you mean "generate"? Or run \'istioctl manifest --help\' for usage\n',
    ],
    ['an unknown flag', 'version --remot=false', 64, 'Error: unknown flag: --remot\nHint: did you mean "--remote"?\n'],
    [
      'an unknown flag without a command',
      '--nosuch',
      64,
      "Error: unknown flag: --nosuch\nHint: run 'istioctl --help' for usage\n",
    ],
    [
      'one for a command',
      'tag list --zzz',
      64,
      "Error: unknown flag: --zzz\nHint: run 'istioctl tag list --help' for usage\n",
    ],
    [
      'a value that is none',
      'version --remote=7',
      64,
      expect.stringMatching(/^Error: invalid argument "7" .*\nHint: run 'istioctl version --help' for usage\n$/),
    ],
    [
      'a word too many',
      'profile list extra',
      64,
      "Error: accepts 0 arg(s), received 1\nHint: run 'istioctl profile list --help' for usage\n",
    ],
    [
      'a flag too few',
      'tag set stable',
      64,
      'Error: required flag(s) "revision" not set\nHint: run \'istioctl tag set --help\' for usage\n',
    ],
    [
      'a time limit below zero',
      'version --deadline=-5s',
      64,
      'Error: invalid argument "-5s" for "--deadline" flag: must not be negative\nHint: run \'istioctl version --help\' for usage\n',
    ],
    ['escapes of a terminal in a message', 'ver\x1b[31msion', 64, expect.stringContaining('ver\\x1b[31msion')],
    [
      'a value that the flag cannot take',
      'version --short=maybe',
      64,
      'Error: invalid argument "maybe" for "-s, --short" flag: must be true or false\nHint: run \'istioctl version --help\' for usage\n',
    ],
  ])('%s: one message on stderr and nothing on stdout', async (_, commandLine, exitCode, stderr) => {
    expect(await istioctl(commandLine)).toEqual({exitCode, stderr, stdout: ''});
  });

  test('--debug adds the stack to an error', async () => {
    const {stderr} = await istioctl('version --output=xml --debug');
    expect(stderr).toMatch(/^Error: --output must be 'yaml' or 'json'\nHint: [^\n]*\nIstioctlError[^\n]*\n {4}at /);
  });
});

describe('defaults of flags', () => {
  test('come from ISTIOCTL_ variables, and argv goes before them', async () => {
    const env = {ISTIOCTL_OUTPUT: 'json', ISTIOCTL_REMOTE: 'false'};
    expect((await istioctl('version', {env})).stdout).toMatch(/^\{/);
    expect((await istioctl('version -o yaml', {env})).stdout).toMatch(/^clientVersion:/);
  });

  test('come from ~/.istioctl/config.yaml or the file that ISTIOCONFIG names', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'istioctl-')), 'config.yaml');
    writeFileSync(file, 'remote: false\noutput: json\n');
    expect((await istioctl('version', {env: {ISTIOCONFIG: file}})).stdout).toMatch(/^\{/);
    writeFileSync(file, '- not\n- flags\n');
    expect(await istioctl('version', {env: {ISTIOCONFIG: file}})).toMatchObject({
      exitCode: 65,
      stderr: `Error: ${file}: expected flag names with their values\n`,
    });
  });
});
