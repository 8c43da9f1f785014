// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {configureWorkload} from '../../../../actions/workload/configure.js';
import {integer, ipAddress} from '../../../../cli/flags/global.js';
import {IstioCommand, spellings} from '../../../../cli/istio-command.js';

export default class WorkloadEntryConfigure extends IstioCommand {
  static override summary = 'Write the files that a workload outside Kubernetes needs to join the mesh';
  static override changes = true;
  static override description =
    'One of the files is a token of the service account: copy the folder to the machine by a safe way, and keep it nowhere else.';
  static override aliases = spellings(['experimental', 'x', 'exp'], ['workload'], ['entry'], ['configure']);
  static override examples = [
    {
      description: 'For a machine of a group that the cluster has',
      command: '<%= config.bin %> x workload entry configure --name db --namespace shop --output db-files',
    },
    {
      description: 'For a group in a file, the machine registers by itself',
      command: '<%= config.bin %> x workload entry configure -f group.yaml --autoregister -o db-files',
    },
  ];
  static override flags = {
    autoregister: Flags.boolean({summary: 'Let istiod make the WorkloadEntry when the workload connects'}),
    'capture-dns': Flags.boolean({summary: 'Answer the DNS questions of the workload', default: true}),
    clusterID: Flags.string({summary: 'What istiod calls its cluster; read from there when left out', helpValue: 'ID'}),
    externalIP: ipAddress({summary: 'Address of the workload, seen from outside'}),
    file: Flags.string({char: 'f', summary: 'File with the WorkloadGroup', helpValue: 'FILE'}),
    ingressIP: ipAddress({summary: 'Address of the gateway that leads to istiod'}),
    ingressService: Flags.string({
      summary: 'Service of the gateway that leads to istiod, with .NAMESPACE where it is another',
      default: 'istio-eastwestgateway',
      helpValue: 'NAME',
    }),
    internalIP: ipAddress({summary: 'Address of the workload, seen from its network'}),
    name: Flags.string({summary: 'WorkloadGroup in the cluster', helpValue: 'NAME'}),
    output: Flags.string({char: 'o', summary: 'Folder to write to', helpValue: 'DIR'}),
    revision: Flags.string({char: 'r', summary: 'Revision of the control plane', helpValue: 'NAME'}),
    tokenDuration: integer({summary: 'How many seconds the token is good', default: 3600, helpValue: 'SECONDS'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(WorkloadEntryConfigure);
    return configureWorkload(this.session, flags);
  }
}
