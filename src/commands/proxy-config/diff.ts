// SPDX-License-Identifier: Apache-2.0

import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {diffProxies} from '../../actions/proxies/diff.js';
import {output} from '../../cli/flags/global.js';
import {xdsFlags} from '../../cli/flags/istiod.js';
import {previewFlags} from '../../cli/flags/preview.js';
import {adminPort} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import type {ExitCode} from '../../errors.js';
import {RESOURCE_TYPES} from '../../proxy-diff/resources.js';

export default class ProxyConfigDiff extends IstioCommand {
  static override summary = 'Compare the configuration of two proxies, or of one over time';
  static override description =
    `A and B are each a config dump in a file, a pod or TYPE/NAME of what runs pods, a folder made by proxy-config snapshot, or
the folder of one proxy in it; istiod stands for what istiod would have the proxy of the other side have, of clusters,
listeners and routes, and preview for what istiod would have it have in the mesh of --config, or else of the cluster. Two snapshots are compared proxy by proxy, a snapshot and a pod as that pod was.

Resources are compared by name, virtual hosts, filter chains and endpoints too; their order, versions and times do not
count. The bootstrap is compared only where --type asks for it.

Ends with 0 when they are the same, 1 when they differ, 80 when something could not be compared, because a proxy or istiod
did not answer for one, or because a preview does not simulate all of it.`;
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['diff']);
  static override examples = [
    {description: 'Two saved dumps', command: '<%= config.bin %> proxy-config diff before.json dump.json'},
    {
      description: 'Only routes and clusters, for programs',
      command: '<%= config.bin %> pc diff before.json dump.json --type route,cluster -o json',
    },
    {
      description: 'A running proxy, and what the files in k8s/ would make of it',
      command: '<%= config.bin %> pc diff deploy/cart.shop --config k8s/',
    },
  ];
  static override args = {
    a: Args.string({description: 'file, pod or snapshot', required: true}),
    b: Args.string({description: 'file, pod or snapshot; left out with --config'}),
  };
  static override flags = {
    ...adminPort,
    ...previewFlags,
    ...xdsFlags,
    output: output(['text', 'json'], 'text'),
    type: Flags.string({
      summary: `Only these, separated by commas: ${RESOURCE_TYPES.join(', ')}`,
      multiple: true,
      delimiter: ',',
      options: RESOURCE_TYPES,
      helpValue: 'TYPE',
    }),
  };

  async run(): Promise<ExitCode | void> {
    const {args, flags} = await this.parse(ProxyConfigDiff);
    return diffProxies(this.session, args, flags);
  }
}
