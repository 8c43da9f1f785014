// SPDX-License-Identifier: Apache-2.0
import {injectFiles} from '../actions/inject/inject.js';
import {injectFlags} from '../cli/flags/inject.js';
import {IstioCommand} from '../cli/istio-command.js';

export default class KubeInject extends IstioCommand {
  static override task = 'install' as const;
  static override summary = 'Put the Istio proxy into the workloads of manifests';
  static override description =
    `Workloads in FILE get the containers, volumes and labels that the injector of a cluster would give to their pods;
everything else stays as it is, byte for byte.

The injector's configuration comes from files, from an installation with the settings of --set, or from the
ConfigMaps of a running control plane; without a cluster, give --set or all three files.`;
  static override examples = [
    {
      description: 'In a pipeline, without a cluster',
      command: '<%= config.bin %> kube-inject -f app.yaml --set profile=demo',
    },
    {
      description: 'Why each workload is injected, and what decides on its proxy',
      command: '<%= config.bin %> kube-inject -f app.yaml --set profile=default --explain',
    },
  ];
  static override flags = injectFlags;

  async run(): Promise<void> {
    const {flags} = await this.parse(KubeInject);
    return injectFiles(this.session, flags);
  }
}
