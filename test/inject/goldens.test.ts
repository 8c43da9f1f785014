// SPDX-License-Identifier: Apache-2.0
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Injector} from '../../src/inject/injector/injector.js';
import {isTree} from '../../src/manifest/input/tree.js';
import {parseYamlDocuments} from '../../src/yaml/parse.js';
import {injected, injectorOf} from './installation.js';

/** Pods that the Go istioctl 1.30.3 injected; not part of this repository. */
const GOLDENS = join(import.meta.dirname, '../../../shared/goldens/inject');

interface Case {
  name: string;
  install: string[];
  input: string;
}

interface Expected {
  rc: number;
  objects: unknown[];
}

const present = existsSync(GOLDENS);
const cases: Case[] = present ? JSON.parse(readFileSync(join(GOLDENS, 'cases.json'), 'utf8')) : [];
const injectors = new Map<string, Promise<Injector>>();

function injectorFor(install: readonly string[]): Promise<Injector> {
  const key = install.join(' ');
  const known = injectors.get(key);
  if (known !== undefined) return known;
  // `--set a --set b` and `--revision r`.
  const set = install.flatMap((word, i) =>
    i % 2 === 1 ? [install[i - 1] === '--set' ? word : `revision=${word}`] : [],
  );
  const made = injectorOf(set, true);
  injectors.set(key, made);
  return made;
}

/** The status annotation is JSON in a text; the order of its keys does not count. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isTree(value)) return value;
  const entries = Object.entries(value).map(([key, entry]) => [
    key,
    key === 'sidecar.istio.io/status' && typeof entry === 'string' ? JSON.parse(entry) : plain(entry),
  ]);
  return Object.fromEntries(entries);
}

describe.skipIf(!present)('injects what the reference injects', () => {
  test.each(cases)('$name', async ({name, install, input}) => {
    const want: Expected = JSON.parse(readFileSync(join(GOLDENS, 'expected', `${name}.json`), 'utf8'));
    const text = readFileSync(join(GOLDENS, 'input', input), 'utf8');
    const injector = await injectorFor(install);
    if (want.rc !== 0) {
      expect(() => injected(injector, text)).toThrow(/failed to run injection template/);
      return;
    }
    const documents = parseYamlDocuments(injected(injector, text)).filter((document) => document !== null);
    expect(documents.map(plain)).toEqual(want.objects.map(plain));
  });

  test('and there are goldens', () => {
    expect(readdirSync(join(GOLDENS, 'expected')).length).toBe(cases.length);
    expect(cases.length).toBeGreaterThan(150);
  });
});
