// SPDX-License-Identifier: Apache-2.0
// What the preview says that the proxies of random meshes get, against what a real istiod sends them.
import {beforeAll, describe, expect, test} from 'vitest';
import {type Descriptors, loadDescriptors} from '../../../src/envoy/proto/descriptors.js';
import {ISTIOD_TIMEOUT, istiodBinary, whyNoIstiod} from '../../istiod/binary.js';
import {world} from '../generate/world.js';
import {compareMesh} from './differences.js';

/** Twenty control planes with fifteen meshes each, two at a time. `npm run preview:random` takes other seeds. */
const WORLDS = 20;
const MESHES = 15;

const missing = whyNoIstiod();

describe.skipIf(missing !== undefined)(`a real istiod${missing === undefined ? '' : ` (${missing})`}`, () => {
  let descriptors: Descriptors;
  beforeAll(async () => {
    descriptors = await loadDescriptors();
    await istiodBinary();
  }, ISTIOD_TIMEOUT);

  test.each(Array.from({length: WORLDS / 2}, (_, pair) => [2 * pair, 2 * pair + 1] as const))(
    'sends what the preview has: random worlds %i and %i',
    async (...seeds) => {
      const compared = await Promise.all(seeds.map((seed) => compareMesh(world(seed, MESHES), descriptors)));
      for (const {proxies, differences} of compared) {
        expect(proxies).toBeGreaterThan(0);
        expect(differences).toEqual([]);
      }
    },
  );
});
