// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {generateManifest} from '../../actions/manifest/generate.js';
import {output, renderFlags} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {GITOPS_TOOLS} from '../../manifest/objects/gitops.js';

export default class ManifestGenerate extends IstioCommand {
  static override summary = 'Render the manifests of a mesh, without a cluster';
  static override task = 'install' as const;
  static override examples = [
    {description: 'The default profile', command: '<%= config.bin %> manifest generate'},
    {
      description: 'Another profile, with a setting changed',
      command: '<%= config.bin %> manifest generate --set profile=demo --set meshConfig.accessLogFile=',
    },
    {
      description: 'From a file, one file per object',
      command: '<%= config.bin %> manifest generate -f iop.yaml --output-dir manifests --stats -o json',
    },
    {
      description: 'For a repository that Argo CD keeps a cluster by',
      command: '<%= config.bin %> manifest generate --for argocd --output-dir mesh --stats',
    },
  ];
  static override flags = {
    ...renderFlags,
    'cluster-specific': Flags.boolean({
      summary: 'Ask the cluster for its version and for settings that follow from it',
    }),
    component: Flags.string({
      summary: 'Only this component: Base, Pilot, Cni, Ztunnel, IngressGateways, EgressGateways; may be repeated',
      multiple: true,
      delimiter: ',',
      helpValue: 'NAME',
    }),
    'dry-run': Flags.boolean({summary: 'Accepted and without effect: nothing here writes to a cluster'}),
    for: Flags.string({
      summary: 'Leave out what istiod writes itself, which this tool would report as drift: argocd, flux',
      options: [...GITOPS_TOOLS],
      helpValue: 'TOOL',
    }),
    filter: Flags.string({hidden: true, multiple: true, delimiter: ','}),
    'no-crds': Flags.boolean({summary: 'Leave CustomResourceDefinitions out'}),
    output: output(['yaml', 'json'], 'yaml'),
    'output-dir': Flags.string({
      summary: 'Write one file per object into this folder instead of printing',
      helpValue: 'DIR',
    }),
    stats: Flags.boolean({summary: 'Say on standard error what was rendered'}),
  };

  static override strict = false;

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ManifestGenerate);
    return generateManifest(this.session, argv.map(String), flags);
  }
}
