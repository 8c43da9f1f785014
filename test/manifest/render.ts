// SPDX-License-Identifier: Apache-2.0
import {packedManifests} from '../../scripts/pack-manifests.js';
import {openPackage, packageInMemory} from '../../src/io/manifests.js';
import type {PackageSource} from '../../src/manifest/package-source.js';
import {type RenderedManifest, type RenderRequest, renderManifest} from '../../src/manifest/render.js';

/** The package as it is built, from the files of the work tree. */
export const builtIn = lazily(() => {
  return packageInMemory(packedManifests());
});

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Renders without validation, from the built-in package unless told otherwise. */
export function render(request: Partial<RenderRequest> & {source?: PackageSource} = {}): Promise<RenderedManifest> {
  const source = request.source ?? builtIn();
  return renderManifest({
    files: [],
    set: [],
    compat: false,
    force: false,
    release: {hub: 'registry.istio.io/release', tag: '1.30.3'},
    validate: () => [],
    openPackage: (path) => openPackage(path, source),
    ...request,
  });
}
