// SPDX-License-Identifier: Apache-2.0
import {writeFileSync} from 'node:fs';
import {Plugin} from '@oclif/core';
import {listCommands} from '../src/cli/command-index.js';

/**
 * Describes every built command in oclif.manifest.json, from which help is printed, and lists them in
 * dist/commands.json, from which each run finds its command.
 */
export async function writeCommandManifest(): Promise<void> {
  const manifest = await commandManifest();
  writeFileSync('oclif.manifest.json', manifest);
  writeFileSync('dist/commands.json', commandList(manifest));
}

/** The list that belongs to a manifest. */
export function commandList(manifest: string): string {
  return JSON.stringify(listCommands(JSON.parse(manifest)));
}

/** The manifest as oclif computes it from `dist/commands`, ids sorted. */
export async function commandManifest(): Promise<string> {
  const plugin = new Plugin({root: process.cwd(), type: 'core', ignoreManifest: true, errorOnManifestCreate: true});
  await plugin.load();
  const commands = Object.entries(plugin.manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({version: plugin.manifest.version, commands: Object.fromEntries(commands)}, null, 1)}\n`;
}
