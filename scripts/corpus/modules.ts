// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync} from 'node:fs';
import {join, relative} from 'node:path';
import {goModule} from '../go-module.js';

/** A Go module whose YAML files others use or copy, and the folders of it that count. */
interface CorpusModule {
  name: string;
  version: string;
  folders: readonly string[];
}

const MODULES: readonly CorpusModule[] = [
  {name: 'istio.io/istio', version: 'v0.0.0-20260423205519-b01690e6db7d', folders: ['samples']},
  {name: 'sigs.k8s.io/gateway-api', version: 'v1.4.1', folders: ['conformance', 'examples']},
];

export interface CorpusFile {
  /** What the list of expected findings calls it: module and path. */
  name: string;
  path: string;
}

/**
 * Returns every manifest of the corpus, sorted by name; templates of charts are none.
 *
 * @throws Error without Go, or where a module cannot be downloaded.
 */
export function corpusFiles(): CorpusFile[] {
  return MODULES.flatMap(({name, version, folders}) => {
    const root = goModule(`${name}@${version}`);
    return folders.flatMap((folder) =>
      readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'})
        .filter((file) => /\.ya?ml$/.test(file))
        .map((file) => join(root, folder, file))
        .filter((path) => !readFileSync(path, 'utf8').includes('{{'))
        .map((path) => ({name: `${name}/${relative(root, path)}`, path})),
    );
  }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
