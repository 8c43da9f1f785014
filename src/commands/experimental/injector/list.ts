// SPDX-License-Identifier: Apache-2.0
import {printInjectors} from '../../../actions/inject/injectors.js';
import {IstioCommand, spellings} from '../../../cli/istio-command.js';

export default class InjectorList extends IstioCommand {
  static override summary = 'List the injectors, the namespaces they serve, and pods that need a restart';
  static override aliases = spellings(['experimental', 'x', 'exp'], ['injector'], ['list']);
  static override examples = [
    {description: 'All namespaces', command: '<%= config.bin %> x injector list'},
    {description: 'One namespace', command: '<%= config.bin %> x injector list -n shop'},
  ];

  async run(): Promise<void> {
    const {flags} = await this.parse(InjectorList);
    return printInjectors(this.session, flags);
  }
}
