// SPDX-License-Identifier: Apache-2.0
import {isCompatible} from '../../cli/compat.js';
import {readInputFile} from '../../io/files.js';
import {builtInPackage, openPackage} from '../../io/manifests.js';
import type {Terminal} from '../../io/terminal.js';
import type {RenderRequest} from '../../manifest/render.js';

/** The values of `renderFlags` and of the global flags that have a say in rendering. */
export interface RenderFlagValues {
  filename?: string[] | undefined;
  set?: string[] | undefined;
  manifests?: string | undefined;
  charts?: string | undefined;
  revision?: string | undefined;
  force?: boolean | undefined;
  compat?: string | undefined;
}

/** What flags ask to be rendered, files read; `-d` and `-r` are two more `--set` at the end, as in the reference (spec/install.md §2.2). */
export async function renderInputs(
  flags: RenderFlagValues,
  terminal: Terminal,
): Promise<Pick<RenderRequest, 'files' | 'set' | 'compat' | 'force' | 'openPackage'>> {
  const packagePath = flags.manifests ?? flags.charts;
  return {
    files: await Promise.all(
      (flags.filename ?? []).map(async (name) => ({
        name,
        text: name === '-' ? await terminal.readStdin() : readInputFile(name),
      })),
    ),
    set: [
      ...(flags.set ?? []),
      ...(packagePath ? [`installPackagePath=${packagePath}`] : []),
      ...(flags.revision && flags.revision !== 'default' ? [`revision=${flags.revision}`] : []),
    ],
    compat: isCompatible(flags.compat),
    force: flags.force ?? false,
    openPackage: packageAt,
  };
}

/** The package at a path, the built-in one where none is given. */
export function packageAt(path: string | undefined) {
  return path ? openPackage(path, builtInPackage()) : builtInPackage();
}
