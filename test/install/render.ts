// SPDX-License-Identifier: Apache-2.0
import {builtInPackage} from '../../src/io/manifests.js';
import {type RenderedManifest, renderManifest} from '../../src/manifest/render.js';
import {validateInput} from '../../src/manifest/validation/validate-input.js';
import {RELEASE} from '../../src/version/client-version.js';

/** Renders with the built-in package, as `istioctl install --set …` would. */
export function render(set: string[]): Promise<RenderedManifest> {
  return renderManifest({
    files: [],
    set,
    compat: false,
    force: false,
    openPackage: () => builtInPackage(),
    release: RELEASE,
    validate: validateInput,
  });
}
