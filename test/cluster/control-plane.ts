// SPDX-License-Identifier: Apache-2.0
import {describe} from 'vitest';
import {whyNotBuildable} from './binary.js';
import {foreign} from './start.js';

export {BUILD_TIMEOUT} from './binary.js';
export {type ControlPlane, startControlPlane} from './start.js';

/**
 * Like `describe`, for tests that need a real API server: where none can be had they are skipped and the name says why.
 */
export function describeOnControlPlane(name: string, body: () => void): void {
  const missing = foreign ? undefined : whyNotBuildable();
  describe.skipIf(missing !== undefined)(missing === undefined ? name : `${name} (${missing})`, body);
}
