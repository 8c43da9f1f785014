// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import type {ComponentInstance} from '../component.js';
import {type Tree, treeIn} from '../input/tree.js';
import {identity, type ManifestObject, objectOf} from '../objects/object.js';
import type {PackageSource} from '../package-source.js';
import {cutOutObject} from './cut-out.js';
import {applyPatches, settingPatches} from './kubernetes-settings.js';
import {applyOverlay, type Overlay, readOverlays} from './overlay.js';

export interface PostProcessOptions {
  /** The translated document. */
  document: Tree;
  compat: boolean;
  /** Leave the documents as the chart has them. */
  plain: boolean;
  /** Where the chart came from. */
  source: PackageSource;
}

/** The objects of rendered documents, with the `k8s` settings and overlays of their instance (spec §2.8). */
export function postProcess(
  documents: readonly Tree[],
  instance: ComponentInstance,
  {document, compat, plain, source}: PostProcessOptions,
): {objects: ManifestObject[]; problems: string[]} {
  const patches = plain ? [] : settingPatches(instance, document);
  const overlays = plain ? [] : readOverlays(treeIn(instance.settings, ['k8s']));
  const problems: string[] = [];
  const unused = new Set(overlays);
  const {name: component} = instance.component;
  const objects = documents.map((rendered) => {
    const object = cutOutObject(component, rendered, source) ?? objectOf(component, rendered);
    const wanted = overlays.filter((overlay) => isAbout(overlay, object));
    const value = wanted.length === 0 ? rendered : object.value();
    const patched = patch(value, patches);
    if (patched === rendered && wanted.length === 0) return object;
    return objectOf(
      component,
      wanted.reduce((at, overlay) => {
        unused.delete(overlay);
        return applyOverlay(at, overlay, {compat}, (text) =>
          problems.push(`overlay of ${overlay.kind} ${overlay.name}: ${text}`),
        );
      }, patched),
    );
  });
  for (const {kind, name} of unused) {
    problems.push(`overlay of ${kind} ${name}: ${instance.component.key} has no such object`);
  }
  return {objects, problems};
}

function isAbout({kind, name}: Overlay, object: ManifestObject): boolean {
  return kind === object.kind && name === object.name;
}

function patch(object: Tree, patches: ReturnType<typeof settingPatches>): Tree {
  try {
    return applyPatches(object, patches);
  } catch (error) {
    const {kind, name} = identity('Base', object);
    const message = error instanceof Error ? error.message : String(error);
    throw new IstioctlError(`post processing: patch of ${kind} ${name}: ${message}`, {cause: error});
  }
}
