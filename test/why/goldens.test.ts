// SPDX-License-Identifier: Apache-2.0
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describe, expect, test} from 'vitest';
import {whyOf} from './run-why.js';

const GOLDENS = resolve('../shared/goldens/why');
const cases = existsSync(GOLDENS)
  ? readdirSync(GOLDENS, {withFileTypes: true}).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  : [];

interface Named {
  kind: string;
  namespace: string;
  name: string;
}

interface Expected {
  proxy: string | null;
  change: Named[];
  changeAlso?: Named[];
  mustMention?: string[];
  mustNotBlame?: Named[];
}

describe.skipIf(cases.length === 0)('faults planted in a real mesh (needs ../shared)', () => {
  test.each(cases)('%s', async (name) => {
    const folder = join(GOLDENS, name);
    const wanted: Expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
    const files = (...names: string[]) => names.map((each) => join(folder, each)).filter((each) => existsSync(each));
    const told = wanted.proxy === null && {
      request: 'https://shop.example.com/items',
      to: 'istio-ingressgateway.istio-system:443',
      result: 'connection refused',
    };
    const {groups, text, exitCode} = await whyOf({
      file: files('access.log', 'access.server.log'),
      config: files('objects.yaml', 'events.yaml'),
      dump: files('client.json', 'server.json', 'clusters.json'),
      log: files('istiod.log', 'proxy.log'),
      ...told,
    });
    expect(exitCode).toBe(0);
    const change: Named[] = groups[0]?.cause?.change ?? [];
    const right = [...wanted.change, ...(wanted.changeAlso ?? [])].map(named);
    expect(change.some((each) => right.some((one) => named(each) === one || isNew(each, one)))).toBe(true);
    for (const each of change) expect((wanted.mustNotBlame ?? []).map(named)).not.toContain(named(each));
    for (const pattern of wanted.mustMention ?? []) expect(text).toMatch(new RegExp(pattern, 'i'));
  });
});

const named = ({kind, namespace, name}: Named) => `${kind} ${namespace}/${name}`;

/** What is to be created has no name of its own in the recordings. */
const isNew = ({kind, namespace}: Named, wanted: string) => wanted.startsWith(`${kind} ${namespace}/(`);
