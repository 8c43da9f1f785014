// SPDX-License-Identifier: Apache-2.0
import {clusterOptions} from '../../../cli/cluster.js';
import {IstioCommand, spellings} from '../../../cli/istio-command.js';
import {listInjectors} from '../../../inject/injectors.js';
import {connect} from '../../../io/kube/connect.js';
import {injectorsText} from '../../../writer/inject/injectors.js';

export default class InjectorList extends IstioCommand {
  static override summary = 'List the injectors, the namespaces they serve, and pods that need a restart';
  static override aliases = spellings(['experimental', 'x', 'exp'], ['injector'], ['list']);
  static override examples = [
    {description: 'All namespaces', command: '<%= config.bin %> x injector list'},
    {description: 'One namespace', command: '<%= config.bin %> x injector list -n shop'},
  ];

  async run(): Promise<void> {
    const {flags} = await this.parse(InjectorList);
    const {istioNamespace, namespace = ''} = flags;
    const cluster = await connect(clusterOptions(flags));
    try {
      this.print(injectorsText(await listInjectors(cluster, {istioNamespace, namespace})));
    } finally {
      cluster.close();
    }
  }
}
