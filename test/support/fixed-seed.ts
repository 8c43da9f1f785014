// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';

/** The seed of every property, so that a run of CI repeats; `npm run test:random` lets fast-check draw new ones. */
const SEED = 20261130;

const wanted = process.env['FAST_CHECK_SEED'];
if (wanted !== 'random') fc.configureGlobal({seed: wanted === undefined ? SEED : Number(wanted)});
