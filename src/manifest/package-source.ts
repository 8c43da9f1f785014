// SPDX-License-Identifier: Apache-2.0
import type {ChartFile} from '../chart/chart.js';

/**
 * Where charts and profiles come from: what ships with the program, or a folder or archive given with `-d`.
 * Adapters are in `src/io`; they keep what they read, so asking twice costs nothing.
 */
export interface PackageSource {
  /** For messages: `the built-in package` or the path given. */
  readonly name: string;
  /** The files of the chart in `charts/«dir»`, paths relative to the chart. Throws where there is none. */
  chart(dir: string): readonly ChartFile[];
  /** The text of `profiles/«name».yaml`, undefined where there is none. */
  profile(name: string): string | undefined;
  /** Names of all profiles, sorted. */
  profiles(): readonly string[];
  /**
   * CRDs whose schemas were taken out of the chart because nothing in it looks at them: the text from `spec:` on, by
   * name, as it is printed. In the chart stands `«CUT_OUT»: «name»` in place of the schema.
   */
  readonly cutOutSpecs: ReadonlyMap<string, string>;
}

/** What stands in the chart in place of a schema. */
export const CUT_OUT = 'istioctl.io/cut-out';
