// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, describe, expect, vi} from 'vitest';
import {BUILD_TIMEOUT, describeOnControlPlane} from '../cluster/control-plane.js';
import {ENVOY_TIMEOUT} from '../envoy-server/binary.js';
import {describeOnEnvoy} from '../envoy-server/describe.js';
import type {Run} from '../support/run.js';
import {ISTIOD_TIMEOUT, whyNoIstiod} from './binary.js';
import {type MeshOfIstiod, startMeshOfIstiod} from './mesh-of-istiod.js';

/** What tests on a mesh have at hand. */
export interface OnMesh {
  /** Only within tests: it is started before the first one. */
  readonly mesh: MeshOfIstiod;
  /** Runs our program on the mesh. */
  istioctl(line: string | string[]): Promise<Run>;
  /** The same, for what must exit with 0; answers its output. */
  passes(line: string): Promise<string>;
}

/** Like `describe`, for tests on a mesh of a real istiod and real Envoys: where these cannot be had they are skipped and the name says why. */
export function describeOnMesh(name: string, tests: (at: OnMesh) => void): void {
  // What takes seconds here may take minutes on a machine that is busy.
  vi.setConfig({testTimeout: 240_000});
  describeOnControlPlane(name, () => {
    describeOnEnvoy('of real Envoys', () => {
      const missing = whyNoIstiod();
      describe.skipIf(missing !== undefined)(`with a real istiod${missing ? ` (${missing})` : ''}`, () =>
        onMesh(tests),
      );
    });
  });
}

function onMesh(tests: (at: OnMesh) => void): void {
  let mesh: MeshOfIstiod;
  beforeAll(
    async () => {
      mesh = await startMeshOfIstiod();
    },
    BUILD_TIMEOUT + ENVOY_TIMEOUT + ISTIOD_TIMEOUT,
  );
  afterAll(() => mesh?.stop());
  const istioctl = (line: string | string[]): Promise<Run> => mesh.istioctl(line);
  tests({
    get mesh() {
      return mesh;
    },
    istioctl,
    async passes(line) {
      const {stdout, stderr, exitCode} = await istioctl(line);
      expect([line, exitCode], stdout + stderr).toEqual([line, 0]);
      return stdout;
    },
  });
}
