// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {dryRun, duration, type FlagValues, type GlobalFlagValues, renderFlags} from './global.js';

/** What the help of `install` and `upgrade` says besides. */
export const INSTALL_DESCRIPTION = `--diff ends with 0 when nothing would change, 1 when something would, 2 when it could not be found out.
A deadline that passes ends with 124.`;

/** What `install` and `upgrade` can be told. */
export const installFlags = {
  ...renderFlags,
  'allow-skew': Flags.boolean({summary: 'Go back to an older version, or on over more than one minor release'}),
  diff: Flags.boolean({summary: 'Show what would change in the cluster and write nothing; ends with 0, 1 or 2'}),
  'diff-format': Flags.string({
    summary: 'How --diff is shown: text or json',
    options: ['text', 'json'],
    default: 'text',
    helpValue: 'FORMAT',
  }),
  'dry-run': dryRun('Write nothing: the API server checks every object, with =client they are only listed'),
  'from-cluster': Flags.boolean({
    summary: 'Start from what the last install of this revision was given, and add to it',
  }),
  progress: Flags.string({
    summary: 'How progress is shown: auto, plain (no line is redrawn) or json (one event per line, on standard output)',
    options: ['auto', 'plain', 'json'],
    default: 'auto',
    helpValue: 'HOW',
  }),
  'readiness-timeout': duration({
    summary: 'Time each component has to become ready',
    default: 300_000,
    defaultHelp: async () => '5m0s',
  }),
  'rollback-on-failure': Flags.boolean({summary: 'When the install fails, make everything what it was before'}),
  'skip-confirmation': Flags.boolean({char: 'y', summary: 'Do not ask'}),
  verify: Flags.boolean({summary: 'Accepted and without effect: an install waits until it is ready'}),
  wait: Flags.boolean({summary: 'Wait until every component is ready', default: true}),
};

export type InstallFlags = FlagValues<typeof installFlags> & GlobalFlagValues;
