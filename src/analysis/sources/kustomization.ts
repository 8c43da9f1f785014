// SPDX-License-Identifier: Apache-2.0

import {basename} from 'node:path';

/** Returns whether a file tells kustomize what to put together, by its name: it need not have a kind. */
export function isKustomization(file: string): boolean {
  return /^kustomization(?:\.ya?ml)?$/i.test(basename(file));
}
