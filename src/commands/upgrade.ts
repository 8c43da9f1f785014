// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import type {InstallSettings} from '../install/settings.js';
import {planUpgrade} from '../install/upgrade-plan.js';
import type {Cluster} from '../io/kube/cluster.js';
import {ISTIO_VERSION as version} from '../version/client-version.js';
import {upgradePlanText} from '../writer/install/upgrade-plan.js';
import Install, {type InstallFlags, installFlags, type Request} from './install.js';

export default class Upgrade extends Install {
  static override summary = 'Bring the mesh of the cluster to this version';
  static override aliases = [];
  static override strict = false;
  static override mostWords = 0;
  static override examples = [
    {description: 'What there is to do, and by which commands', command: '<%= config.bin %> upgrade --plan'},
    {
      description: 'The control plane, with what it was installed from',
      command: '<%= config.bin %> upgrade -f iop.yaml',
    },
    {description: 'A second control plane beside it', command: '<%= config.bin %> upgrade -f iop.yaml --revision next'},
  ];
  static override flags = {
    ...installFlags,
    plan: Flags.boolean({summary: 'Say what there is to do for the whole mesh, and do nothing'}),
  };

  override async run(): Promise<void> {
    const {flags} = await this.parse(Upgrade);
    await this.withRequest(flags, async (cluster, request) => {
      if (!flags.plan) return this.perform(cluster, request, flags);
      const command = ['istioctl', 'upgrade', ...this.argv.filter((word) => !/^--plan(=|$)/.test(word)).map(quoted)];
      const plan = await planUpgrade(cluster, {...request.settings.owner, ...inputsOf(request, flags)}, version);
      this.print(upgradePlanText(plan, command.join(' ')));
    });
  }

  protected override question(cluster: Cluster, {profile}: InstallSettings): string {
    const {cluster: name, context} = cluster.origin;
    return `Upgrade the mesh of cluster ${name} (context ${context}) to Istio ${version} with profile "${profile}"?`;
  }
}

/** What becomes of the settings of the last install, for the plan. */
function inputsOf({inputChange}: Request, flags: InstallFlags): {dropped: string[]; isSettled: boolean} {
  const dropped = flags['from-cluster'] ? [] : (inputChange?.dropped ?? []);
  return {dropped: dropped.map(({path}) => path), isSettled: inputChange?.isSame ?? false};
}

/** The word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
