// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {adminPage, askProxy} from '../../actions/proxies/dump.js';
import type {PodFlagValues} from '../../cli/cluster.js';
import {adminPort, checkAdminPort} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {trustedRoots} from '../../envoy/root-ca.js';
import {IstioctlError, usageMistake} from '../../errors.js';

export default class ProxyConfigRootcaCompare extends IstioCommand {
  static override summary = 'Tell whether two Envoys trust a common root certificate';
  static override description = 'Ends with 1 when they do not.';
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['rootca-compare', 'rc']);
  static override examples = [
    {
      description: 'Two workloads',
      command: '<%= config.bin %> proxy-config rootca-compare deploy/web.shop deploy/db.store',
    },
  ];
  static override args = {
    first: Args.string({description: 'Pod, or TYPE/NAME, with .NAMESPACE where it is another'}),
    second: Args.string({description: 'The same for the other proxy'}),
  };
  static override strict = false;
  static override flags = {
    ...adminPort,
    output: Flags.string({char: 'o', hidden: true, default: 'short'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ProxyConfigRootcaCompare);
    checkAdminPort(flags['proxy-admin-port']);
    if (argv.length !== 2) throw usageMistake('rootca-compare requires 2 pods as an argument');
    const first = await this.proxy(String(argv[0]), flags);
    const second = await this.proxy(String(argv[1]), flags);
    const names = `Both [${first.name}] and [${second.name}]`;
    if ([...first.roots].some((root) => second.roots.has(root))) {
      this.say(`${names} have the identical ROOTCA, theoretically the connectivity between them is available`);
      return;
    }
    throw new IstioctlError(
      `${names} have the non identical ROOTCA, theoretically the connectivity between them is unavailable`,
    );
  }

  private async proxy(
    target: string,
    flags: PodFlagValues & {'proxy-admin-port': number},
  ): Promise<{name: string; roots: Set<string>}> {
    const dump = await askProxy(target, adminPage.secrets, flags);
    return {name: dump.name, roots: trustedRoots(readConfigDump(dump))};
  }
}
