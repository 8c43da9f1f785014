// SPDX-License-Identifier: Apache-2.0

import {dirname} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import type {Resource} from '../model/resource.js';
import {isKustomization} from './kustomization.js';

/** Two documents about one object that say different things; the later one counts. */
export interface Twins {
  earlier: Resource;
  later: Resource;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Collects objects that several documents describe differently. */
export class DifferentTwins {
  /** Folders whose files kustomize puts together: patches have the names of what they change. */
  readonly #kustomized: ReadonlySet<string>;
  #found: Twins[] = [];

  constructor(files: readonly string[]) {
    this.#kustomized = new Set(files.filter(isKustomization).map((file) => dirname(file)));
  }

  get found(): readonly Twins[] {
    return this.#found;
  }

  /** Notes two resources of one kind, namespace and name, unless they are equal or may be meant for different places. */
  add(earlier: Resource, later: Resource): void {
    const [one, other] = [earlier.origin?.file, later.origin?.file];
    if (later.name === '' || one === undefined || other === undefined || hasSameContent(earlier, later)) return;
    if (this.#isKustomized(one) || this.#isKustomized(other)) return;
    // Files of different folders are often for different clusters, or namespaces.
    if (dirname(one) !== dirname(other)) return;
    this.#found.push({earlier, later});
  }

  /** Drops what was found in a file that is read again. */
  forget(file: string): void {
    this.#found = this.#found.filter(({earlier, later}) => ![earlier, later].some(({origin}) => origin?.file === file));
  }

  #isKustomized(file: string): boolean {
    for (let folder = dirname(file); ; folder = dirname(folder)) {
      if (this.#kustomized.has(folder)) return true;
      if (folder === dirname(folder)) return false;
    }
  }
}

/** Whether both say the same, as far as analyzers read it; what servers and kubectl note does not count. */
function hasSameContent(a: Resource, b: Resource): boolean {
  const content = ({labels, annotations, spec}: Resource) => ({
    labels,
    annotations: Object.fromEntries(Object.entries(annotations).filter(([name]) => name !== LAST_APPLIED)),
    spec,
  });
  return isDeepStrictEqual(content(a), content(b));
}
