// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {withCluster} from '../../cli/cluster.js';
import {output} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import type {IstioctlError} from '../../errors.js';
import {noIstiod} from '../../io/istiod/find.js';
import {askIstiods, type IstiodPages} from '../../io/istiod/mesh.js';
import {quantity} from '../../quantity.js';
import {parseServerVersion} from '../../version/mesh-version.js';
import {meshVersions} from '../../version/report.js';
import {OUTDATED_FORMATS, outdatedText} from '../../writer/xds/outdated.js';
import {type ControlPlaneVersion, outdatedProxies, wantedFrom} from '../../xds/outdated.js';
import {partialFailure} from '../../xds/partial.js';
import {proxyPods} from '../../xds/proxy-pods.js';

export default class ProxiesOutdated extends IstioCommand {
  static override summary = 'List pods whose proxy is older than their control plane, connected or not';
  static override task = 'proxies' as const;
  static override examples = [
    {description: 'All of them', command: '<%= config.bin %> proxies outdated -A'},
    {
      description: 'Restart them, after an upgrade in place',
      command: '<%= config.bin %> proxies outdated -A -o names | xargs -r -L 1 kubectl rollout restart',
    },
    {
      description: 'Who still is to move to another revision',
      command: '<%= config.bin %> proxies outdated -A --than canary',
    },
    {description: 'Who is older than a release', command: '<%= config.bin %> proxies outdated -n shop --than 1.30.3'},
  ];
  static override flags = {
    'all-namespaces': Flags.boolean({char: 'A', summary: 'Look at all namespaces'}),
    output: output(OUTDATED_FORMATS, 'wide'),
    than: Flags.string({
      summary: "Release or revision to have; what each proxy's own revision has when left out",
      helpValue: 'REVISION|VERSION',
    }),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(ProxiesOutdated);
    const format = OUTDATED_FORMATS.find((each) => each === flags.output) ?? 'wide';
    await withCluster(flags, async (cluster, own) => {
      const namespace = flags['all-namespaces'] ? undefined : own;
      const [pods, istiods] = await Promise.all([
        cluster.list({apiVersion: 'v1', kind: 'Pod'}, {namespace}).then(proxyPods),
        askIstiods(cluster, {namespace: flags.istioNamespace, revision: ''}),
      ]);
      const wanted = wantedFrom(flags.than);
      if (istiods.length === 0 && wanted.kind !== 'version') {
        throw await noIstiod(cluster, {namespace: flags.istioNamespace});
      }
      const {connected, versions, failures} = knownFrom(istiods);
      const outdated = outdatedProxies(pods, connected, versions, wanted);
      this.print(outdatedText(outdated, format));
      if (format === 'wide')
        this.say(
          `${outdated.length} of ${quantity(pods.length, 'proxy', 'proxies')} ${outdated.length === 1 ? 'is' : 'are'} outdated.`,
        );
      const partial = partialFailure(failures, istiods.length);
      if (partial !== undefined) throw partial;
    });
  }
}

function knownFrom(istiods: readonly IstiodPages[]): {
  connected: Map<string, string>;
  versions: ControlPlaneVersion[];
  failures: IstioctlError[];
} {
  const {dataPlaneVersion, failures} = meshVersions(istiods);
  const versions = istiods.map(({pod, version}) => ({
    revision: pod.metadata.labels?.['istio.io/rev'] ?? '',
    version: typeof version === 'string' ? parseServerVersion(version).version : undefined,
  }));
  return {
    connected: new Map(dataPlaneVersion.map(({ID, IstioVersion}) => [ID, IstioVersion])),
    versions,
    failures,
  };
}
