// SPDX-License-Identifier: Apache-2.0

import {getIn, type Tree} from '../../src/manifest/input/tree.js';
import type {ManifestObject} from '../../src/manifest/objects/object.js';
import type {RenderRequest} from '../../src/manifest/render.js';
import {smallPackage} from './package.js';
import {render as renderFrom} from './render.js';

const source = smallPackage();

/** Renders from the package of small charts. */
export const render = (request: Partial<RenderRequest> = {}) => renderFrom({source, ...request});

/** A file with this spec, as YAML or JSON. */
export const iop = (spec: Tree | string, name = 'iop.yaml') => ({
  name,
  text: `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: ${typeof spec === 'string' ? spec : JSON.stringify(spec)}\n`,
});

export const ids = (objects: readonly ManifestObject[]) =>
  objects.map(({component, kind, namespace, name}) => `${component} ${kind} ${namespace}/${name}`);

export function object(objects: readonly ManifestObject[], kind: string, name: string): Tree {
  const found = objects.find((each) => each.kind === kind && each.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name} in ${ids(objects).join(', ')}`);
  return found.value();
}

/** The values that the chart of a component saw. */
export async function valuesOf(request: Partial<RenderRequest>, component = 'Pilot'): Promise<unknown> {
  const {objects} = await render(request);
  const map = objects.find((each) => each.component === component && each.kind === 'ConfigMap');
  return JSON.parse(String(getIn(map?.value(), ['data', 'values'])));
}
