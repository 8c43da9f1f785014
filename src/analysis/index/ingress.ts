// SPDX-License-Identifier: Apache-2.0

import type {MeshConfig} from '../model/mesh-config.js';
import type {Resource} from '../model/resource.js';

const SELECTOR = {istio: 'ingressgateway'};

/**
 * The ingress gateway that the reference takes for granted where no cluster can be asked: a pod and its Service
 * (spec §1.9). They stand in no file.
 */
export function assumedIngress(
  {ingressService, ingressControllerMode}: MeshConfig,
  istioNamespace: string,
  {compat}: {compat: boolean},
): Resource[] {
  if (ingressControllerMode === 'OFF') return [];
  const place = {namespace: istioNamespace, annotations: {}, status: {}};
  const pod: Resource<'Pod'> = {
    ...place,
    kindName: 'Pod',
    kind: 'Pod',
    name: `${ingressService}-dummypod`,
    labels: SELECTOR,
    spec: {containers: [{name: 'istio-proxy'}]},
  };
  const service: Resource<'Service'> = {
    ...place,
    kindName: 'Service',
    kind: 'Service',
    name: ingressService,
    labels: {},
    spec: {
      selector: SELECTOR,
      ports: [
        // The gateway runs without root's rights, so it listens elsewhere.
        {name: 'http2', port: 80, protocol: 'TCP', ...(!compat && {targetPort: 8080})},
        {name: 'https', port: 443, protocol: 'TCP', ...(!compat && {targetPort: 8443})},
        {name: 'tcp', port: 31_400, protocol: 'TCP'},
        {name: 'tls', port: 15_443, targetPort: 443, protocol: 'TCP'},
      ],
    },
  };
  return [pod, service];
}
