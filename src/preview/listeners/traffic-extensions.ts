// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../model/context.js';
import {oncePerContext} from '../once.js';
import {applicable} from '../security/selection.js';

const reported = oncePerContext((context) => {
  const {mesh, proxy, notSimulated} = context;
  const namespaces = [proxy.namespace, mesh.settings.rootNamespace];
  const found = [
    ...applicable(context, mesh.wasmPlugins, namespaces),
    ...applicable(context, mesh.trafficExtensions, namespaces),
  ];
  for (const {kind, namespace, name} of found) notSimulated(`${kind} ${namespace}/${name}`);
  return found.length;
});

/** Reports the WasmPlugins and TrafficExtensions that apply to a proxy: their filters are not simulated. */
export function reportExtensions(context: Context): void {
  reported(context, '');
}
