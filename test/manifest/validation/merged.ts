// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync} from 'node:fs';
import type {ManifestInput} from '../../../src/manifest/input/input-source.js';
import {mergeRequest, readRequest} from '../../../src/manifest/input/merge-input.js';
import type {InputFile} from '../../../src/manifest/input/operator-file.js';
import type {PackageSource} from '../../../src/manifest/package-source.js';

const folder = 'src/profiles';

/** The built-in profiles; no charts, because validation comes before them. */
const profiles: PackageSource = {
  name: 'the built-in package',
  chart: () => [],
  profile: (name) => {
    const file = `${name}.yaml`;
    return readdirSync(folder).includes(file) ? readFileSync(`${folder}/${file}`, 'utf8') : undefined;
  },
  profiles: () => readdirSync(folder).map((file) => file.replace('.yaml', '')),
  cutOutSpecs: new Map(),
};

/** Files and `--set` arguments over the built-in profiles, as `manifest generate` merges them. */
export function merged(files: InputFile[], set: string[] = [], compat = false): ManifestInput {
  return mergeRequest(readRequest({files, set, compat}), profiles, undefined);
}

/** The same for one file that holds this spec, given as YAML at the left edge. */
export function mergedSpec(spec: string, set: string[] = []): ManifestInput {
  const indented = spec.replaceAll(/^(?=.)/gmu, '  ');
  const text = `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n${indented}`;
  return merged([{name: 'iop.yaml', text}], set);
}
