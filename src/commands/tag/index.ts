// SPDX-License-Identifier: Apache-2.0
import {IstioCommand} from '../../cli/istio-command.js';

export default class Tag extends IstioCommand {
  static override summary = 'Give revisions of the control plane names that namespaces can stay with';
  static override description =
    `A tag such as "prod" stands for one revision. Namespaces labelled istio.io/rev=prod are injected by that
revision, and move to another one when the tag does.`;
  static override task = 'install' as const;
  static override group = true;

  async run(): Promise<void> {
    await this.parse(Tag);
  }
}
