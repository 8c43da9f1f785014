// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {RetryPolicy} from './retry.js';

/** Returns the mesh's own retry policy: `defaultHttpRetryPolicy` of MeshConfig. */
export function meshRetryPolicy({mesh}: Context): RetryPolicy | undefined {
  return mesh.settings.config['defaultHttpRetryPolicy'] as RetryPolicy | undefined;
}
