// SPDX-License-Identifier: Apache-2.0
import {takeSnapshot} from '../../actions/snapshot/take.js';
import {snapshotFlags} from '../../cli/flags/snapshot.js';
import {IstioCommand} from '../../cli/istio-command.js';
import type {ExitCode} from '../../errors.js';

export default class Snapshot extends IstioCommand {
  static override summary = 'Save the state of a mesh in an archive that commands read with --from';
  static override description =
    `The archive holds the objects of Istio, Gateway API and Kubernetes that shape the mesh, events, what every istiod, Envoy and
ztunnel says of itself, and the last lines of their logs. Secrets are in it without their values, but for certificates;
private keys, tokens and passwords are taken out of everything else.

istioctl --from FILE COMMAND answers what the command would have answered when the snapshot was taken. What could not be
had is listed with the reason; the command ends with 0 then, and with 124 when --timeout was over before all was there.`;
  static override task = 'analyze' as const;
  static override examples = [
    {description: 'The whole mesh', command: '<%= config.bin %> snapshot -o prod.tgz'},
    {
      description: 'Two namespaces, with the logs of ten minutes',
      command: '<%= config.bin %> snapshot -o shop.tgz -n shop,pay --since 10m',
    },
    {
      description: 'Read one, which may be unpacked',
      command: '<%= config.bin %> --from tuesday proxy-config all cart-0.shop',
    },
  ];
  static override flags = snapshotFlags;

  async run(): Promise<ExitCode> {
    const {flags} = await this.parse(Snapshot);
    return takeSnapshot(this.session, flags);
  }
}
