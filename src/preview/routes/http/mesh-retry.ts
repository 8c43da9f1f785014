// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import {type HttpRetry, meshConfig} from '../../settings/mesh-config.js';

/** Returns the mesh's own retry policy: `defaultHttpRetryPolicy` of MeshConfig. */
export function meshRetryPolicy({mesh}: Context): HttpRetry | undefined {
  return meshConfig(mesh.settings).defaultHttpRetryPolicy;
}
