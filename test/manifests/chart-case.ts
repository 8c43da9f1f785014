// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
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

function check(render: (rendering: Rendering) => KubeObject[], one: ChartCase): void {
  if (one.error !== undefined) {
    expect(() => render(one)).toThrow(one.error);
    return;
  }
  const objects = render(one);
  const ids = objects.map(idOf);
  expect(ids, 'an object is rendered once').toEqual([...new Set(ids)]);
  for (const [key, part] of Object.entries(one.expected)) {
    const object = find(objects, key);
    if (part === undefined) expect(object, key).toBeUndefined();
    else expect(object, key).toMatchObject(part);
  }
}

/** One test per case with the real helm, where there is one. */
export function testCharts(cases: readonly ChartCase[]): void {
  const forHelm = cases.filter(({withoutHelm}) => withoutHelm === undefined);
  test.skipIf(helm === undefined).each(forHelm)('helm: $name', (one) => check(helmObjects, one));
}
