// SPDX-License-Identifier: Apache-2.0
import {withCluster} from '../../cli/cluster.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
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

export interface PrintOutdatedFlags extends GlobalFlagValues {
  'all-namespaces': boolean;
  output: string;
  than?: string | undefined;
}

/** Lists proxies that are of another version than their control plane. */
export async function printOutdated(session: Session, flags: PrintOutdatedFlags): Promise<void> {
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
    session.print(outdatedText(outdated, format));
    if (format === 'wide')
      session.say(
        `${outdated.length} of ${quantity(pods.length, 'proxy', 'proxies')} ${outdated.length === 1 ? 'is' : 'are'} outdated.`,
      );
    const partial = partialFailure(failures, istiods.length);
    if (partial !== undefined) throw partial;
  });
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
