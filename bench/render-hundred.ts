// SPDX-License-Identifier: Apache-2.0
// Renders the default profile a hundred times in one process, as a controller or a test suite would; output is counted, not kept.
import {readFileSync} from 'node:fs';
import {packedSource} from '../src/io/manifests.js';
import {sortForOutput, streamYaml} from '../src/manifest/object-order.js';
import {renderManifest} from '../src/manifest/render.js';
import {validateInput} from '../src/manifest/validation/validate-input.js';
import {RELEASE} from '../src/version/client-version.js';

const read = (file: string) => JSON.parse(readFileSync(`dist/${file}`, 'utf8'));
const source = packedSource(read('manifests.json'), () => new Map(Object.entries<string>(read('crds.json'))));
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
