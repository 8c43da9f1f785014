// SPDX-License-Identifier: Apache-2.0
import type {IstioSpecs} from '../../api/istio-types.js';
import type {Context} from '../model/context.js';
import {oncePerContext} from '../once.js';
import {applies, isNamespaceWide} from '../security/selection.js';

export type TelemetrySpec = IstioSpecs['Telemetry'];

const computed = oncePerContext(({mesh, proxy}) => {
  const root = mesh.settings.rootNamespace;
  const wide = [...new Set([root, proxy.namespace])].flatMap((namespace) => {
    const inNamespace = mesh.telemetries.filter((telemetry) => telemetry.namespace === namespace);
    return inNamespace.filter(({spec}) => isNamespaceWide(spec)).slice(0, 1);
  });
  const selected = mesh.telemetries.filter(
    (telemetry) =>
      telemetry.namespace === proxy.namespace && !isNamespaceWide(telemetry.spec) && applies(telemetry, proxy),
  );
  return [...wide, ...selected].map(({spec}) => spec);
});

/**
 * Returns the Telemetries of a proxy, later ones over earlier ones: the oldest of the mesh, the oldest of its namespace,
 * then those that select it (https://istio.io/latest/docs/reference/config/telemetry/).
 */
export function telemetries(context: Context): readonly TelemetrySpec[] {
  return computed(context, '');
}

/** Returns the names of providers of a part of a Telemetry. */
export function providerNames(providers: readonly {name: string}[] = []): string[] {
  return providers.map(({name}) => name);
}
