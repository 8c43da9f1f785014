// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {renderInputs} from '../../actions/manifest/inputs.js';
import {type ClusterFlagValues, clusterOptions} from '../../cli/cluster.js';
import {output, renderFlags} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {usageMistake} from '../../errors.js';
import {writeFolder} from '../../io/files.js';
import {detectedSettings} from '../../manifest/detected.js';
import {GITOPS_TOOLS, leavingToIstiod} from '../../manifest/gitops.js';
import {sortForOutput, streamYaml} from '../../manifest/object-order.js';
import {renderManifest} from '../../manifest/render.js';
import {selectObjects} from '../../manifest/select.js';
import type {Tree} from '../../manifest/tree.js';
import {validateRendered} from '../../manifest/validation/rendered.js';
import {validateInput} from '../../manifest/validation/validate-input.js';
import {RELEASE} from '../../version/client-version.js';
import {listJson, manifestStats, objectFiles} from '../../writer/manifest/objects.js';
import {warningLines} from '../../writer/manifest/warnings.js';

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
    if (argv.length > 0) {
      throw usageMistake(`generate accepts no positional arguments, got ${argv.join(' ')}`, {
        hint: 'files are given with -f',
      });
    }
    const manifest = await renderManifest({
      ...(await renderInputs(flags, this.terminal)),
      ...(flags['cluster-specific'] ? await clusterFacts(flags) : {}),
      release: RELEASE,
      validate: validateInput,
      validateObjects: validateRendered,
    });
    this.terminal.err(warningLines(manifest));
    const selected = selectObjects(sortForOutput(manifest.objects), {
      components: flags.component,
      crds: !flags['no-crds'],
    });
    const objects = flags.for === undefined ? selected : leavingToIstiod(selected);
    if (flags.stats) this.terminal.err(manifestStats(objects));
    if (flags['output-dir']) await writeFolder(flags['output-dir'], objectFiles(objects, flags.output));
    else this.print(flags.output === 'json' ? listJson(objects) : streamYaml(objects));
  }
}

/** Asks the cluster what `--cluster-specific` is for; nothing of it is loaded otherwise. */
async function clusterFacts(flags: ClusterFlagValues): Promise<{kubeVersion: string; detected: Tree}> {
  const {connect} = await import('../../io/kube/connect.js');
  const cluster = await connect(clusterOptions(flags));
  try {
    const {gitVersion} = await cluster.serverVersion();
    return {kubeVersion: gitVersion, detected: detectedSettings(gitVersion)};
  } finally {
    cluster.close();
  }
}
