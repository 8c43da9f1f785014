// SPDX-License-Identifier: Apache-2.0

/** An image and what runs it, `Kind/namespace/name` of the objects. */
export interface UsedImage {
  image: string;
  usedBy: string[];
}

interface ObjectWithValue {
  kind: string;
  namespace: string;
  name: string;
  value(): unknown;
}

/**
 * Every image that the objects run, sorted: containers wherever they stand, and what istiod's injector adds to pods by
 * its ConfigMap: the proxy of its values and the images that its templates name outright.
 */
export function imagesOf(objects: readonly ObjectWithValue[]): UsedImage[] {
  const users = new Map<string, Set<string>>();
  for (const object of objects) {
    const user = [object.kind, object.namespace, object.name].filter((part) => part !== '').join('/');
    const value = object.value();
    const injected = object.kind === 'ConfigMap' ? injectedImages(field(value, 'data')) : [];
    for (const image of [...containerImages(value), ...injected]) {
      users.set(image, (users.get(image) ?? new Set()).add(user));
    }
  }
  return [...users]
    .map(([image, usedBy]) => ({image, usedBy: [...usedBy].sort()}))
    .sort((a, b) => (a.image < b.image ? -1 : 1));
}

const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'];

function* containerImages(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* containerImages(item);
  if (!isMap(value)) return;
  for (const [key, below] of Object.entries(value)) {
    if (CONTAINER_LISTS.includes(key) && Array.isArray(below)) {
      const images = below.map((container) => field(container, 'image'));
      // The injector replaces `auto`.
      for (const image of images) if (typeof image === 'string' && image !== '' && image !== 'auto') yield image;
    }
    yield* containerImages(below);
  }
}

function* injectedImages(data: unknown): Generator<string> {
  const [config, values] = [field(data, 'config'), field(data, 'values')];
  if (typeof config !== 'string' || typeof values !== 'string') return;
  const global = field(JSON.parse(values), 'global');
  for (const name of ['proxy', 'proxy_init']) yield* fullName(field(field(global, name), 'image'), global);
  for (const [, image = ''] of config.matchAll(/^\s*(?:- )?image: "?([^"{}\s]+)"?\s*$/gm)) {
    if (image !== 'auto') yield image;
  }
}

/** An image with a path is used as it is, a bare name gets hub, tag and variant (spec/install.md §4.16). */
function* fullName(image: unknown, global: unknown): Generator<string> {
  if (typeof image !== 'string' || image === '') return;
  if (image.includes('/')) {
    yield image;
    return;
  }
  const variant = field(global, 'variant');
  const suffix = typeof variant === 'string' && variant !== '' && variant !== 'default' ? `-${variant}` : '';
  yield `${String(field(global, 'hub'))}/${image}:${String(field(global, 'tag'))}${suffix}`;
}

function field(value: unknown, key: string): unknown {
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
