// SPDX-License-Identifier: Apache-2.0
import {readPackageFile} from '../io/package-files.js';
import {processTerminal} from '../io/terminal.js';
import {processEnding} from './ending.js';
import {main} from './main.js';

/** Runs this process as `istioctl argv...`; sets the exit code and lets the process end by itself, so that pipes drain. */
export async function runProcess(argv: readonly string[]): Promise<void> {
  const terminal = processTerminal();
  process.exitCode = await main(argv, {
    bin: 'istioctl',
    terminal,
    commands: JSON.parse(readPackageFile('dist/commands.json')),
    describe: ({id}) => JSON.parse(readPackageFile('oclif.manifest.json')).commands[id],
    load: async ({relativePath = []}) =>
      (await import(new URL(`../../${relativePath.join('/')}`, import.meta.url).href)).default,
    ending: processEnding((line) => terminal.err(`${line}\n`)),
  });
}
