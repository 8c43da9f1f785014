// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {previewDump} from '../../actions/preview/dump.js';
import {isCompatible} from '../../cli/compat.js';
import {output} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';

export default class PreviewDump extends IstioCommand {
  static override summary = 'Print the configuration that istiod would send to a proxy';
  static override description =
    'Reads the resources of a mesh, from files or from the cluster, and prints the clusters, endpoints, listeners and\n' +
    'routes of one proxy as a dump of Envoy, which every command that reads dumps takes. With --config nothing is asked of\n' +
    'a cluster. Parts that are not simulated are listed on standard error, and the command ends with 80.';
  static override task = 'proxies' as const;
  static override examples = [
    {description: 'The proxy of a Pod', command: '<%= config.bin %> preview dump cart-v1.shop --config k8s/'},
    {
      description: 'Its routes',
      command: '<%= config.bin %> preview dump deploy/cart.shop --config k8s/ | istioctl proxy-config route -f -',
    },
  ];
  static override args = {
    target: Args.string({
      description: 'Pod, or TYPE/NAME of a workload, with .NAMESPACE where it is another',
    }),
  };
  static override flags = {
    config: Flags.string({
      summary: 'Files and folders with the resources of the mesh; - is standard input; left out, the cluster is read',
      multiple: true,
      helpValue: 'FILE',
    }),
    gateway: Flags.string({
      summary: 'The proxy of a gateway in place of a workload: NAME[.NAMESPACE] of its workload or of a Gateway',
      helpValue: 'NAME',
    }),
    output: output(['json', 'yaml'], 'json'),
    selector: Flags.string({char: 'l', summary: 'The proxy of a pod with these labels', helpValue: 'LABELS'}),
    revision: Flags.string({summary: 'Revision whose mesh settings hold', default: 'default', helpValue: 'REVISION'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PreviewDump);
    const {istioNamespace, config, revision, gateway, selector} = flags;
    const {target} = args;
    await previewDump(
      {
        ...(target !== undefined && {target}),
        ...(gateway !== undefined && {gateway}),
        ...(selector !== undefined && {selector}),
        ...(config !== undefined && {config}),
        flags,
        istioNamespace,
        revision,
        output: flags.output,
        compat: isCompatible(flags.compat),
      },
      this.terminal,
    );
  }
}
