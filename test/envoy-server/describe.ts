// SPDX-License-Identifier: Apache-2.0
import {describe} from 'vitest';
import {whyNoEnvoy} from './binary.js';

/** Like `describe`, for tests that need a real Envoy: where none can be had they are skipped and the name says why. */
export function describeOnEnvoy(name: string, body: () => void): void {
  const missing = whyNoEnvoy();
  describe.skipIf(missing !== undefined)(missing === undefined ? name : `${name} (${missing})`, body);
}
