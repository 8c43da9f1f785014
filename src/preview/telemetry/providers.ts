// SPDX-License-Identifier: Apache-2.0
import type {Mesh} from '../model/mesh.js';
import type {ExtensionProvider} from '../settings/extension-provider.js';
import {meshConfig} from '../settings/mesh-config.js';

/** Returns the first provider of that name in the mesh's settings; names are compared without regard to case. */
export function providerNamed({settings}: Mesh, name: string): ExtensionProvider | undefined {
  const wanted = name.toLowerCase();
  return meshConfig(settings).extensionProviders?.find((provider) => provider.name?.toLowerCase() === wanted);
}
