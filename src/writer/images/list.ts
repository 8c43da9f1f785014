// SPDX-License-Identifier: Apache-2.0
import type {UsedImage} from '../../images/images.js';

export function imageList(images: readonly UsedImage[], format: string): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({apiVersion: 'istioctl/v1', kind: 'ImageList', images}, null, 2)}\n`;
    case 'skopeo':
      return skopeo(images);
    default:
      return images.map(({image}) => `${image}\n`).join('');
  }
}

/** By registry, then repository, then tags, as skopeo's own manual page describes the file. */
function skopeo(images: readonly UsedImage[]): string {
  const registries = new Map<string, Map<string, string[]>>();
  for (const {image} of images) {
    const {registry, repository, tag} = parts(image);
    const repositories = registries.get(registry) ?? new Map<string, string[]>();
    registries.set(registry, repositories.set(repository, [...(repositories.get(repository) ?? []), tag]));
  }
  const lines = [...registries].flatMap(([registry, repositories]) => [
    `${registry}:`,
    '  images:',
    ...[...repositories].flatMap(([repository, tags]) => [
      `    ${repository}:`,
      ...tags.map((tag) => `      - ${JSON.stringify(tag)}`),
    ]),
  ]);
  return `${lines.join('\n')}\n`;
}

/** A first part without a dot, colon or `localhost` is no registry: Docker's own is meant. */
function parts(image: string): {registry: string; repository: string; tag: string} {
  const [first = '', ...rest] = image.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const registry = hasRegistry ? first : 'docker.io';
  const path = hasRegistry ? rest.join('/') : image;
  const digest = path.indexOf('@');
  const colon = digest >= 0 ? digest : path.lastIndexOf(':');
  return colon < 0
    ? {registry, repository: path, tag: 'latest'}
    : {registry, repository: path.slice(0, colon), tag: path.slice(colon + 1)};
}
