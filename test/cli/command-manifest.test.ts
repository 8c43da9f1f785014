// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {commandList, commandManifest} from '../../scripts/command-manifest.js';

interface Manifest {
  commands: Record<
    string,
    {
      id: string;
      summary?: string;
      examples?: unknown[];
      hidden?: boolean;
      group?: boolean;
      flags: Record<string, {summary?: string; hidden?: boolean}>;
    }
  >;
}

const text = readFileSync('oclif.manifest.json', 'utf8');
const {commands}: Manifest = JSON.parse(text);

describe('oclif.manifest.json', () => {
  test('is what the built commands say', async () => {
    expect(await commandManifest()).toBe(text);
    expect(readFileSync('dist/commands.json', 'utf8')).toBe(commandList(text));
  });

  test('ships, and names every command file', () => {
    expect(JSON.parse(readFileSync('package.json', 'utf8')).files).toContain('oclif.manifest.json');
    const files = readdirSync('src/commands', {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile());
    expect(Object.keys(commands)).toHaveLength(files.length);
  });

  test.each(Object.values(commands).filter(({hidden}) => !hidden))(
    '$id has a summary, examples and a text for every flag',
    (command) => {
      expect(command.summary).toBeTruthy();
      if (!command.group) expect(command.examples ?? []).not.toHaveLength(0);
      const silent = Object.entries(command.flags).filter(([, flag]) => !flag.hidden && !flag.summary);
      expect(silent.map(([name]) => name)).toEqual([]);
    },
  );
});
