// SPDX-License-Identifier: Apache-2.0
import {writeFileSync} from 'node:fs';
import {Plugin} from '@oclif/core';

/** Describes every built command in oclif.manifest.json, from which commands are found and help is printed at run time. */
export async function writeCommandManifest(): Promise<void> {
  writeFileSync('oclif.manifest.json', await commandManifest());
}

/** The manifest as oclif computes it from `dist/commands`, ids sorted. */
export async function commandManifest(): Promise<string> {
  const plugin = new Plugin({root: process.cwd(), type: 'core', ignoreManifest: true, errorOnManifestCreate: true});
  await plugin.load();
  const commands = Object.entries(plugin.manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({version: plugin.manifest.version, commands: Object.fromEntries(commands)}, null, 1)}\n`;
}
