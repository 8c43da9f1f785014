// SPDX-License-Identifier: Apache-2.0
// Renders the default profile a hundred times in one process, as a controller or a test suite would; output is counted, not kept.
import {packedManifests} from '../scripts/pack-manifests.js';
import {packageInMemory} from '../src/io/manifests.js';
import {sortForOutput, streamYaml} from '../src/manifest/objects/object-order.js';
import {renderManifest} from '../src/manifest/render.js';
import {validateInput} from '../src/manifest/validation/validate-input.js';
import {RELEASE} from '../src/version/client-version.js';

const source = packageInMemory(packedManifests());
const request = {
  files: [],
  set: [],
  compat: false,
  force: false,
  release: RELEASE,
  openPackage: () => source,
  validate: validateInput,
};
let bytes = 0;
for (let i = 0; i < 100; i++) bytes += streamYaml(sortForOutput((await renderManifest(request)).objects)).length;
if (bytes < 50_000_000) throw new Error(`only ${bytes} bytes were rendered`);
