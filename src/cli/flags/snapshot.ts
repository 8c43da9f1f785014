// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {duration, integer} from './global.js';
import {adminPort} from './proxy.js';

const TEN_MINUTES = 10 * 60_000;

/** What `snapshot` takes. */
export const snapshotFlags = {
  ...adminPort,
  concurrency: integer({summary: 'Requests at the same time', default: 24}),
  'max-size': integer({summary: 'MiB that all files together may have, before they are packed', default: 4096}),
  namespace: Flags.string({
    char: 'n',
    summary: 'Only objects and proxies of these namespaces and of the control plane; may be repeated',
    multiple: true,
    delimiter: ',',
    helpValue: 'NS',
  }),
  output: Flags.string({
    char: 'o',
    summary: 'The archive; snapshot-TIME.tgz in the current folder when left out',
    helpValue: 'FILE.tgz',
  }),
  resume: Flags.boolean({summary: 'Go on with a snapshot that was ended early, with the same -o'}),
  since: duration({summary: 'Only log lines of this time; the last 5000 of each log when left out'}),
  timeout: duration({
    summary: 'Time for everything; what is there by then is kept; 0 is no limit',
    default: TEN_MINUTES,
    defaultHelp: async () => '10m',
  }),
};
