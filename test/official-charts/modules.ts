// SPDX-License-Identifier: Apache-2.0
import {existsSync} from 'node:fs';
import {basename, join} from 'node:path';
import {goModule} from '../../scripts/go-module.js';

/** The Go module that holds Istio's own charts in its folder manifests/. */
const MODULE = 'istio.io/istio';

/**
 * The days of its main branch that the module is served for; releases are not. The first is between the branches of
 * 1.30 and 1.31, the last after that of 1.31. test/istiod runs the control plane of the last one.
 */
const VERSIONS = ['v0.0.0-20260423205519-b01690e6db7d', 'v0.0.0-20260827124520-eed52ebb66ad'];

/** Whether OFFICIAL_CHARTS_ALL asks for everything: minutes instead of seconds, so CI tries a sample. */
export const all = process.env['OFFICIAL_CHARTS_ALL'] !== undefined;

export interface OfficialCharts {
  /** What tests call it. */
  readonly name: string;
  /** The folder with charts/ and profiles/. */
  readonly path: string;
}

/**
 * Returns the folders of Istio's own charts: those that OFFICIAL_CHARTS names (separated by commas, such as the
 * manifests/ of unpacked releases), or those of the Go module, which are downloaded when they are first needed.
 * @throws Error without Go, or where the module cannot be downloaded
 */
export function officialCharts(): OfficialCharts[] {
  const given = process.env['OFFICIAL_CHARTS'];
  if (given === undefined) return VERSIONS.map((version) => ({name: version.slice(7, 15), path: download(version)}));
  return given.split(',').map((path) => ({name: basename(path), path}));
}

function download(version: string): string {
  const path = join(goModule(`${MODULE}@${version}`), 'manifests');
  if (!existsSync(join(path, 'charts'))) throw new Error(`${MODULE}@${version} has no charts`);
  return path;
}

/** Returns why there are no official charts here, or undefined when there are some. */
export function whyNoOfficialCharts(): string | undefined {
  try {
    officialCharts();
    return undefined;
  } catch (error) {
    return `needs Istio's own charts: ${String(error).split('\n')[0]}`;
  }
}
