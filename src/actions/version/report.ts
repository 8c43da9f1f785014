// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {usageMistake} from '../../errors.js';

/** What both version commands take; what is asked for and how it is printed. */
export const versionFlags = {
  output: Flags.string({char: 'o', summary: 'Output format: json, yaml', helpValue: 'FORMAT'}),
  remote: Flags.boolean({summary: 'Ask the control plane too (default true)', default: true}),
  revision: Flags.string({char: 'r', summary: 'Revision of the control plane', helpValue: 'NAME'}),
  short: Flags.boolean({char: 's', summary: 'Versions only, without build details (default true)', default: true}),
};

/** The format of a whole document; undefined for lines. Throws for one that there is not. */
export function versionFormat(output: string | undefined): 'json' | 'yaml' | undefined {
  if (!output) return undefined;
  if (output === 'json' || output === 'yaml') return output;
  throw usageMistake(`--output must be 'yaml' or 'json'`);
}
