// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../model/json.js';
import type {VirtualService} from '../model/scope.js';

/** Returns the metadata that names the VirtualService something comes from (package pilot/pkg/networking/util). */
export function configMetadata({namespace, name}: VirtualService): EnvoyMessage {
  const config = `/apis/networking.istio.io/v1/namespaces/${namespace}/virtual-service/${name}`;
  return {filter_metadata: {istio: {config}}};
}
