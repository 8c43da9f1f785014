// SPDX-License-Identifier: Apache-2.0

import * as Flags from '@oclif/core/flags';
import {proxyStatus} from '../actions/istiod/status.js';
import {integer} from '../cli/flags/global.js';
import {xdsFlags} from '../cli/flags/istiod.js';
import {adminPort, proxyTarget} from '../cli/flags/proxy.js';
import {IstioCommand} from '../cli/istio-command.js';
import type {ExitCode} from '../errors.js';

const FORMATS = ['table', 'json', 'yaml'] as const;

export default class ProxyStatusCommand extends IstioCommand {
  static override summary =
    'Show which proxies are connected and have what istiod sent them, or compare one with istiod';
  static override task = 'proxies' as const;
  static override aliases = ['ps'];
  static override args = proxyTarget;
  static override strict = false;
  static override mostWords = 1;
  static override examples = [
    {description: 'All proxies', command: '<%= config.bin %> proxy-status'},
    {description: 'How long ago each type was sent', command: '<%= config.bin %> proxy-status -v 1'},
    {
      description: 'Proxies that are behind, and pods whose proxy istiod does not know',
      command: '<%= config.bin %> proxy-status --stale --disconnected',
    },
    {
      description: 'What istiod would have a proxy have, and what it has',
      command: '<%= config.bin %> proxy-status deploy/productpage.shop',
    },
    {
      description: 'An istiod outside the cluster',
      command: '<%= config.bin %> proxy-status --xds-address istiod.example.com:15012',
    },
  ];
  static override flags = {
    ...xdsFlags,
    ...adminPort,
    disconnected: Flags.boolean({summary: 'List pods with a proxy that no istiod knows; exit code 1 if there are any'}),
    file: Flags.string({
      summary: "Compare with this config dump instead of the proxy's; - is standard input",
      helpValue: 'FILE',
    }),
    output: Flags.string({
      char: 'o',
      summary: `Output format: ${FORMATS.join(', ')}`,
      default: 'table',
      helpValue: 'FORMAT',
    }),
    stale: Flags.boolean({summary: 'List proxies that are behind or refused something; exit code 1 if there are any'}),
    verbosity: integer({char: 'v', summary: '1 shows the state and age of every type', default: 0}),
  };

  async run(): Promise<ExitCode | void> {
    const {flags, argv} = await this.parse(ProxyStatusCommand);
    return proxyStatus(this.session, argv.map(String), flags);
  }
}
