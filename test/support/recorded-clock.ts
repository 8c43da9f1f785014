// SPDX-License-Identifier: Apache-2.0
import {resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

/** Environment in which node programs believe that it is the time of the recordings of a mesh. */
export const recordedClock = {
  NODE_OPTIONS: `--import=${pathToFileURL(resolve('test/support/recorded-clock.mjs')).href}`,
};
