// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {mkdtempSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {describe, expect, test} from 'vitest';
import {istioctl} from '../support/run.js';

async function asked(...words: string[]): Promise<string[]> {
  const {stdout} = await istioctl(['__complete', ...words]);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '');
}

describe('what may be typed next', () => {
  test.each([
    ['commands', ['vers'], ['version', ':done']],
    ['sub-commands', ['profile', ''], ['diff', 'dump', 'list', ':done']],
    ['sub-commands behind flags', ['-n', 'x', 'profile', 'l'], ['list', ':done']],
    ['flags', ['version', '--rem'], ['--remote', ':done']],
    ['flags, help among the words', ['version', '--help', '--rem'], ['--remote', ':done']],
    ['formats', ['manifest', 'generate', '-o', ''], ['yaml', 'json', ':done']],
    ['formats behind =', ['manifest', 'generate', '-o=j'], ['-o=json', ':done']],
    ['files', ['manifest', 'generate', '-f', ''], [':file']],
    ['folders', ['manifest', 'generate', '--manifests', ''], [':folder']],
    ['profiles', ['profile', 'dump', 'd'], ['default', 'demo', ':done']],
    ['profiles of --set', ['manifest', 'generate', '-s', 'profile=am'], ['profile=ambient', ':done']],
    ['paths of --set', ['manifest', 'generate', '--set', 'values.glob'], ['values.global.', ':nospace']],
    [
      'paths through lists',
      ['manifest', 'generate', '--set', 'components.ingressGateways[0].na'],
      ['components.ingressGateways[0].name=', 'components.ingressGateways[0].namespace=', ':nospace'],
    ],
    [
      'booleans of --set',
      ['manifest', 'generate', '--set=components.cni.enabled='],
      ['--set=components.cni.enabled=false', '--set=components.cni.enabled=true', ':done'],
    ],
    ['shells', ['completion', 'z'], ['zsh', ':done']],
    ['nothing where nothing is known', ['nope', ''], [':done']],
  ])('%s', async (_, words, expected) => {
    expect(await asked(...words)).toEqual(expected);
  });
});

/** Sources the script in bash and completes a line as readline would. */
function bashCompletes(line: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-completion-'));
  symlinkSync(resolve('bin/run.js'), join(folder, 'istioctl'));
  writeFileSync(
    join(folder, 'try.sh'),
    `source <(istioctl completion bash)
compopt() { :; }
COMP_LINE=${JSON.stringify(line)}; COMP_POINT=\${#COMP_LINE}
__istioctl_complete
printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
  const {stdout} = spawnSync('bash', [join(folder, 'try.sh')], {
    encoding: 'utf8',
    env: {...process.env, PATH: `${folder}:${process.env['PATH']}`},
  });
  return stdout.split('\n').filter(Boolean);
}

test.skipIf(spawnSync('bash', ['--version']).status !== 0)('bash completes with the script', () => {
  expect(bashCompletes('istioctl prof')).toEqual(['profile']);
  // Readline breaks words at `=`, so what stands before it must not come again.
  expect(bashCompletes('istioctl manifest generate --set profile=amb')).toEqual(['ambient']);
});

describe('istioctl completion', () => {
  test.each(['bash', 'fish', 'powershell', 'zsh'])('prints a script for %s that asks the program', async (shell) => {
    expect(await istioctl(`completion ${shell}`)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('__complete'),
    });
  });

  test('names the shells it knows', async () => {
    expect(await istioctl('completion zhs')).toEqual({
      exitCode: 64,
      stdout: '',
      stderr: 'Error: unknown shell "zhs"; there are bash, fish, powershell, zsh\nHint: did you mean "zsh"?\n',
    });
  });
});
