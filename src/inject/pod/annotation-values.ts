// SPDX-License-Identifier: Apache-2.0

/** The comma list of ports with that port in it; `0` and nothing add none. */
export function excludeInboundPort(port: string, list: string): string {
  const ports = list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const wanted = port.trim();
  if (wanted !== '' && wanted !== '0' && wanted !== '<nil>' && !ports.includes(wanted)) ports.push(wanted);
  return ports.join(',');
}

/** The networks of a pod with one more, in the notation they have: a JSON list, or names with commas between. */
export function appendMultusNetwork(existing: string, network: string): string {
  if (existing === '') return network;
  if (!existing.trimStart().startsWith('[')) {
    const names = existing.split(',').map((name) => name.trim());
    return names.includes(network) ? existing : `${existing}, ${network}`;
  }
  const [namespace = '', name = ''] = network.includes('/') ? network.split('/', 2) : ['', network];
  let listed: unknown;
  try {
    listed = JSON.parse(existing);
  } catch {
    return existing;
  }
  if (!Array.isArray(listed) || listed.some((item) => isNetwork(item, namespace, name))) return existing;
  const end = existing.lastIndexOf(']');
  const entry = JSON.stringify({name, ...(namespace !== '' && {namespace})}).replaceAll(/([:,])"/g, '$1 "');
  return `${existing.slice(0, end)}${listed.length > 0 ? ', ' : ''}${entry}${existing.slice(end)}`;
}

function isNetwork(item: unknown, namespace: string, name: string): boolean {
  if (typeof item !== 'object' || item === null) return false;
  const entry = new Map<string, unknown>(Object.entries(item));
  return entry.get('name') === name && (entry.get('namespace') ?? '') === namespace;
}
