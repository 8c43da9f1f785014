// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {engineObjects} from './engine.js';
import {helm, helmObjects, idOf, type KubeObject, type Rendering} from './helm.js';

/** Values of a chart and what must come of them, whoever renders. */
export interface ChartCase extends Rendering {
  name: string;
  /** Parts of objects by `KIND` or `KIND NAME`; an object that must not be there is undefined. */
  expected: Record<string, object | undefined>;
  /** What a refusal must mention; the case then has no objects. */
  error?: RegExp;
  /** Why the helm command cannot be asked for this. */
  withoutHelm?: string;
}

function find(objects: readonly KubeObject[], key: string): KubeObject | undefined {
  return objects.find(({kind, metadata}) => key === kind || key === `${kind} ${metadata.name}`);
}

async function checkRefusal(one: ChartCase, render: (rendering: Rendering) => unknown): Promise<void> {
  await expect(async () => render(one)).rejects.toThrow(one.error);
}

async function checkObjects(one: ChartCase): Promise<void> {
  const objects = await engineObjects(one);
  const ids = objects.map(idOf);
  expect(ids, 'an object is rendered once').toEqual([...new Set(ids)]);
  for (const [key, part] of Object.entries(one.expected)) {
    const object = find(objects, key);
    if (part === undefined) expect(object, key).toBeUndefined();
    else expect(object, key).toMatchObject(part);
  }
}

function byId(objects: readonly KubeObject[]): Record<string, KubeObject> {
  return Object.fromEntries(objects.map((object) => [idOf(object), object]));
}

/** Per case: what our engine renders or refuses, and that the real helm, where there is one, does the same. */
export function testCharts(cases: readonly ChartCase[]): void {
  test.each(cases)('$name', (one) => (one.error === undefined ? checkObjects(one) : checkRefusal(one, engineObjects)));
  const forHelm = cases.filter(({withoutHelm}) => withoutHelm === undefined);
  test.skipIf(helm === undefined).each(forHelm)('$name, with helm', async (one) => {
    if (one.error === undefined) expect(byId(helmObjects(one))).toEqual(byId(await engineObjects(one)));
    else await checkRefusal(one, helmObjects);
  });
}
