// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {checkAuthorization} from '../../../actions/proxies/authz.js';
import {adminPort, proxyTarget} from '../../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../../cli/istio-command.js';

export default class AuthzCheck extends IstioCommand {
  static override summary = 'List the authorization policies that a proxy enforces';
  static override task = 'proxies' as const;
  static override aliases = spellings(['experimental', 'x', 'exp'], ['authz'], ['check']);
  static override args = proxyTarget;
  static override strict = false;
  static override examples = [
    {description: 'A running proxy', command: '<%= config.bin %> x authz check deploy/cart.shop'},
    {description: 'From a saved dump', command: '<%= config.bin %> x authz check -f sidecar.json'},
  ];
  static override flags = {
    ...adminPort,
    file: Flags.string({
      char: 'f',
      summary: 'Read a config dump from this file, which may be gzipped; - is standard input',
      helpValue: 'FILE',
    }),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(AuthzCheck);
    return checkAuthorization(this.session, argv.map(String), flags);
  }
}
