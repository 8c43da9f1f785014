// SPDX-License-Identifier: Apache-2.0

/** Returns counters and gauges by name, as Envoy's /stats prints them; other lines are passed over. */
export function readStats(texts: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of texts.flatMap((text) => text.split(/\r?\n/))) {
    const [, name, value] = /^([^#\s][^\s]*): (\d+)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) found.set(name, (found.get(name) ?? 0) + Number(value));
  }
  return found;
}
