// SPDX-License-Identifier: Apache-2.0

import {ageColumn, istioKind} from './parts/kind.js';
import {choice, int32, message} from './parts/schema.js';
import {ONE_ATTACHMENT, policyAttachment} from './parts/selector.js';
import {trafficSelectors, wasmModule} from './parts/wasm.js';

export const wasmPlugin = istioKind({
  group: 'extensions.istio.io',
  kind: 'WasmPlugin',
  plural: 'wasmplugins',
  versions: ['v1alpha1'],
  columns: [ageColumn],
  specRequired: true,
  spec: message(
    'A WebAssembly filter in the proxies of some workloads.',
    {
      ...policyAttachment,
      ...wasmModule('"", "http", "https", "oci", "file"'),
      phase: choice('Where the filter stands in the chain.', ['UNSPECIFIED_PHASE', 'AUTHN', 'AUTHZ', 'STATS']),
      priority: int32('Order among the plugins of a phase; higher comes first.').nullable(),
      match: trafficSelectors,
    },
    {required: ['url'], rules: [ONE_ATTACHMENT]},
  ),
});
