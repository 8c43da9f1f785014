// SPDX-License-Identifier: Apache-2.0
import {ExitCode} from '../errors.js';
import {readPackageFile} from '../io/package-files.js';
import {processTerminal} from '../io/terminal.js';
import {main} from './main.js';

/** Runs this process as `istioctl argv...`; sets the exit code and lets the process end by itself, so that pipes drain. */
export async function runProcess(argv: readonly string[]): Promise<void> {
  process.exitCode = await main(argv, {
    bin: 'istioctl',
    terminal: processTerminal(),
    commands: JSON.parse(readPackageFile('dist/commands.json')),
    describe: ({id}) => JSON.parse(readPackageFile('oclif.manifest.json')).commands[id],
    load: async ({relativePath = []}) =>
      (await import(new URL(`../../${relativePath.join('/')}`, import.meta.url).href)).default,
    interruption,
  });
}

let controller: AbortController | undefined;

/** Only a command that asks for it outlives the first Ctrl-C; the second one always ends the process. */
function interruption(): AbortSignal {
  if (!controller) {
    const asked = new AbortController();
    process.on('SIGINT', () => {
      if (asked.signal.aborted) process.exit(ExitCode.Interrupted);
      asked.abort();
    });
    controller = asked;
  }
  return controller.signal;
}
