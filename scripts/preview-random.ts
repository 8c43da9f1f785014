// SPDX-License-Identifier: Apache-2.0
// npm run preview:random [-- WORLDS [FIRST_SEED [MESHES]]]: previews of random meshes against a real istiod, with other
// seeds than the tests have. A world is one control plane with MESHES meshes. Ends with 1 when anything differs.
import {loadDescriptors} from '../src/envoy/proto/descriptors.js';
import {compareMesh} from '../test/preview/differential/differences.js';
import {world} from '../test/preview/generate/world.js';

const LIMIT = 2 ** 31;

const [worlds = 5, first = Math.floor(Math.random() * LIMIT), meshes = 15] = process.argv.slice(2).map(Number);
const descriptors = await loadDescriptors();
for (let seed = first; seed < first + worlds; seed++) {
  const {proxies, resources, differences, notSimulated} = await compareMesh(world(seed, meshes), descriptors);
  console.log(
    `seed ${seed}: ${meshes} meshes, ${proxies} proxies, ${resources} resources, ${differences.length} differences`,
  );
  for (const {proxy, section, name, what} of differences) console.log(`  ${proxy} ${section} ${name} ${what}`);
  for (const what of notSimulated) console.log(`  not simulated: ${what}`);
  if (differences.length > 0) process.exitCode = 1;
}
