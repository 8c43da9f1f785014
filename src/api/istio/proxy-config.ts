// SPDX-License-Identifier: Apache-2.0

import {istioKind} from './parts/kind.js';
import {int32, map, message, text} from './parts/schema.js';
import {workloadSelector} from './parts/selector.js';

export const proxyConfig = istioKind({
  group: 'networking.istio.io',
  kind: 'ProxyConfig',
  plural: 'proxyconfigs',
  versions: ['v1beta1'],
  spec: message('Settings that a proxy takes at its start.', {
    selector: workloadSelector,
    concurrency: int32('Worker threads; 0 for one per CPU, from the CPU limits where left out.', {min: 0}).nullable(),
    environmentVariables: map('Additional environment of the proxy.', text('', {max: 2048})),
    image: message('Which image the proxy runs.', {
      imageType: text('Variant of the image: `default`, `distroless` or `debug`.'),
    }),
  }),
});
