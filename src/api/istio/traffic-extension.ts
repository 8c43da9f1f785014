// SPDX-License-Identifier: Apache-2.0

import {ageColumn, istioKind} from './parts/kind.js';
import {choice, int32, message, type Rule, text} from './parts/schema.js';
import {targetRefs, workloadSelector} from './parts/selector.js';
import {trafficSelectors, wasmModule} from './parts/wasm.js';

const RULES: readonly Rule[] = [
  {
    rule: '(has(self.selector) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1',
    message: 'only one of targetRefs or selector can be set',
  },
  {rule: 'has(self.wasm) != has(self.lua)', message: 'exactly one of wasm or lua must be set'},
];

export const trafficExtension = istioKind({
  group: 'extensions.istio.io',
  kind: 'TrafficExtension',
  plural: 'trafficextensions',
  versions: ['v1alpha1'],
  columns: [ageColumn],
  specRequired: true,
  spec: message(
    'A filter, in WebAssembly or Lua, in the proxies of some workloads.',
    {
      selector: workloadSelector,
      targetRefs,
      phase: choice('Where the filter stands in the chain.', ['UNSPECIFIED', 'AUTHN', 'AUTHZ', 'STATS']),
      priority: int32('Order among the extensions of a phase; higher comes first.').nullable(),
      match: trafficSelectors,
      wasm: message('A WebAssembly module.', wasmModule('"", "http", "https", "file", "oci"'), {required: ['url']}),
      lua: message(
        'A Lua script.',
        {inlineCode: text('The script; it defines `envoy_on_request` or `envoy_on_response`.', {min: 1, max: 65_536})},
        {required: ['inlineCode']},
      ),
    },
    {oneOf: [['wasm', 'lua']], rules: RULES},
  ),
});
