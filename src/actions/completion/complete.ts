// SPDX-License-Identifier: Apache-2.0
import {CommandIndex, type IndexedCommand, type IndexedFlag, listCommands} from '../../cli/command-index.js';
import {complete, completionLines, done, type ValueSource} from '../../cli/complete.js';
import type {Session} from '../../cli/session.js';
import {readPackageFile} from '../../io/package-files.js';

/** Prints what may follow the words that were typed. */
export async function printCompletions(session: Session): Promise<void> {
  const manifest: {commands: Record<string, IndexedCommand>} = JSON.parse(readPackageFile('oclif.manifest.json'));
  const index = new CommandIndex(listCommands(manifest));
  const flagsOf = ({id}: {id: string}): IndexedFlag[] => Object.values(manifest.commands[id]?.flags ?? {});
  session.print(completionLines(await complete(session.argv, index, flagsOf, values)));
}

const PROFILE_ARGS = new Set(['profile:dump', 'profile:diff', 'manifest:diff']);

const values: ValueSource = {
  async flag(_command, flag, typed) {
    if (flag !== 'set') return undefined;
    const {completeSetArgument} = await import('../../completion/values.js');
    return completeSetArgument(typed, await profileNames());
  },
  async arg(command, _position, typed) {
    if (command === 'completion') {
      const {SHELLS} = await import('../../completion/scripts.js');
      return done(
        SHELLS.map((text) => ({text})),
        typed,
      );
    }
    if (!PROFILE_ARGS.has(command)) return undefined;
    return done(
      (await profileNames()).map((text) => ({text})),
      typed,
    );
  },
};

async function profileNames(): Promise<readonly string[]> {
  const {builtInPackage} = await import('../../io/manifests.js');
  return builtInPackage().profiles();
}
