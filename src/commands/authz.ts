// SPDX-License-Identifier: Apache-2.0
import {IstioCommand} from '../cli/istio-command.js';
import {IstioctlError} from '../errors.js';

export default class AuthzElsewhere extends IstioCommand {
  static override summary = 'Where the commands about authorization policies are: experimental authz';
  static override task = 'proxies' as const;
  static override hidden = true;
  static override strict = false;

  async run(): Promise<void> {
    await this.parse(AuthzElsewhere);
    throw new IstioctlError('(authz is experimental. Use `istioctl experimental authz`)');
  }
}
