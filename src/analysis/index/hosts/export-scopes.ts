// SPDX-License-Identifier: Apache-2.0

/** Stands for every namespace. */
export const EVERYWHERE = '*';

/**
 * Returns the namespaces that `exportTo` of an object names, {@link EVERYWHERE} for all; none for `~`. An object
 * without `exportTo` is exported to all (istio.io, "Virtual Service", exportTo).
 */
export function exportScopes(exportTo: readonly string[] | undefined, namespace: string): string[] {
  if (!exportTo?.length) return [EVERYWHERE];
  return exportTo.filter((scope) => scope !== '~').map((scope) => (scope === '.' ? namespace : scope));
}

/** Returns the namespaces that the `networking.istio.io/exportTo` annotation of a Service names, as exportTo does. */
export function annotatedExportTo(annotations: Readonly<Record<string, string>>): string[] {
  return (annotations['networking.istio.io/exportTo'] ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

/** Whether two lists of scopes have a namespace in common. */
export function scopesMeet(a: readonly string[], b: readonly string[]): boolean {
  if (a.includes(EVERYWHERE)) return b.length > 0;
  if (b.includes(EVERYWHERE)) return a.length > 0;
  return a.some((scope) => b.includes(scope));
}
