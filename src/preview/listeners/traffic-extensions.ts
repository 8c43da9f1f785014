// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../model/context.js';
import {oncePerContext} from '../once.js';
import {applicable} from '../security/selection.js';

const reported = oncePerContext((context) => {
  const {mesh, proxy, notSimulated} = context;
  const found = applicable(context, mesh.wasmPlugins, [proxy.namespace, mesh.settings.rootNamespace]);
  for (const {namespace, name} of found) notSimulated(`WasmPlugin ${namespace}/${name}`);
  return found.length;
});

/** Reports the WasmPlugins that apply to a proxy: their filters are not simulated. */
export function reportExtensions(context: Context): void {
  reported(context, '');
}
