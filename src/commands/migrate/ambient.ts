// SPDX-License-Identifier: Apache-2.0

import * as Flags from '@oclif/core/flags';
import {migrateToAmbient} from '../../actions/migrate/ambient.js';
import {output} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import type {ExitCode} from '../../errors.js';

export default class MigrateAmbient extends IstioCommand {
  static override summary = 'Say what stands between namespaces with sidecars and ambient mode, and what to do';
  static override description =
    `Nothing is changed. Each namespace with sidecars is READY, NEEDS WAYPOINT (for what only an Envoy can do), or BLOCKED by
what ambient mode has no place for. Each step says what takes it back; --write puts the objects that they need into files.

Clients that still have a sidecar go past waypoints: move the namespaces of clients before those whose waypoint enforces
policies.

Ends with 79 when a namespace is blocked, 80 when not all could be read.`;
  static override task = 'install' as const;
  static override examples = [
    {
      description: 'Files, taken for the whole cluster, and files for the way',
      command: '<%= config.bin %> migrate ambient -A --config cluster.yaml --write ambient',
    },
    {description: 'A namespace of the cluster', command: '<%= config.bin %> migrate ambient -n shop'},
  ];
  static override flags = {
    'all-namespaces': Flags.boolean({char: 'A', summary: 'Look at all namespaces'}),
    config: Flags.string({
      summary: 'File or folder with the objects of the cluster, in its place; may be repeated',
      multiple: true,
      helpValue: 'PATH',
    }),
    output: output(['text', 'json'], 'text'),
    write: Flags.string({summary: 'New folder for the objects that are needed, and the steps', helpValue: 'DIR'}),
  };

  async run(): Promise<ExitCode | void> {
    const {flags} = await this.parse(MigrateAmbient);
    return migrateToAmbient(this.session, flags);
  }
}
