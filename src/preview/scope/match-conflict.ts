// SPDX-License-Identifier: Apache-2.0
import type {VirtualService} from '../model/scope.js';

type HttpMatch = NonNullable<NonNullable<VirtualService['spec']['http']>[number]['match']>[number];
type StringMatch = NonNullable<HttpMatch['uri']>;

/** Whether a condition of a delegate is not within one of its root (istio.io, "Virtual Service", Delegate). */
export function conflicts(root: HttpMatch, leaf: HttpMatch): boolean {
  const whole = (['uri', 'scheme', 'method', 'authority'] as const).some((field) =>
    textsConflict(root[field], leaf[field]),
  );
  const inMaps = (['headers', 'withoutHeaders', 'queryParams'] as const).some((field) =>
    Object.entries(leaf[field] ?? {}).some(([key, match]) => textsConflict(root[field]?.[key], match)),
  );
  return whole || inMaps || Boolean(root.ignoreUriCase) !== Boolean(leaf.ignoreUriCase) || sourcesConflict(root, leaf);
}

function sourcesConflict(root: HttpMatch, leaf: HttpMatch): boolean {
  if (root.port && leaf.port && root.port !== leaf.port) return true;
  if (root.sourceNamespace && leaf.sourceNamespace !== root.sourceNamespace) return true;
  const labels = Object.entries(leaf.sourceLabels ?? {});
  if (labels.some(([key, value]) => (root.sourceLabels?.[key] ?? value) !== value)) return true;
  const [above, below] = [root.gateways ?? [], leaf.gateways ?? []];
  if (above.length === 0 || below.length === 0) return false;
  return above.length < below.length || below.some((name) => !above.includes(name));
}

function textsConflict(root: StringMatch | undefined, leaf: StringMatch | undefined): boolean {
  if (!root || !leaf) return false;
  const [above, below] = [partsOf(root), partsOf(leaf)];
  const anything = (parts: Parts) => Boolean(parts.regex || parts.prefix || parts.exact);
  if ((above.regex && anything(below)) || (below.regex && anything(above))) return true;
  if (above.exact) return Boolean(below.prefix) || below.exact !== above.exact;
  const text = below.prefix || below.exact;
  return !above.prefix || !text || !text.startsWith(above.prefix);
}

interface Parts {
  exact?: string;
  prefix?: string;
  regex?: string;
}

function partsOf(match: StringMatch): Parts {
  return match;
}

/** Returns both conditions as one; what the delegate says counts first. */
export function joinMatch(root: HttpMatch, leaf: HttpMatch): HttpMatch {
  const name = [root.name, leaf.name].filter(Boolean).join('-');
  const maps = (['headers', 'withoutHeaders', 'queryParams', 'sourceLabels'] as const).flatMap((field) =>
    root[field] || leaf[field] ? [[field, {...root[field], ...leaf[field]}]] : [],
  );
  return {...root, ...leaf, ...Object.fromEntries(maps), ...(name && {name})};
}
