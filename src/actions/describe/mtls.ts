// SPDX-License-Identifier: Apache-2.0
import {withCluster} from '../../cli/cluster.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {type MtlsObjects, mtlsRows} from '../../describe/mtls.js';
import {part, text} from '../../describe/objects.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {quantity} from '../../quantity.js';
import {mtlsDocument, mtlsTable} from '../../writer/describe/mtls.js';
import {keyIn} from './mesh.js';
import {meshConfigIn} from './mesh-config-map.js';

const NETWORKING = 'networking.istio.io/v1';

const SECURITY = 'security.istio.io/v1';

export interface DescribeMtlsFlags extends GlobalFlagValues {
  'all-namespaces': boolean;
  output: string;
  revision: string;
}

/** Says who speaks mutual TLS to what. */
export async function describeMtls(session: Session, argv: readonly string[], flags: DescribeMtlsFlags): Promise<void> {
  const [target, ...more] = argv.map(String);
  if (more.length > 0) {
    throw new IstioctlError('describe mtls takes one service at most', {exitCode: ExitCode.Usage});
  }
  await withCluster(flags, async (cluster, namespace) => {
    const wanted = target === undefined ? undefined : keyIn(target, namespace);
    const mesh = await meshConfigIn(cluster, flags.istioNamespace, flags.revision);
    const objects = await read(
      cluster,
      flags['all-namespaces'] && !wanted ? undefined : (wanted?.namespace ?? namespace),
    );
    const rows = mtlsRows({
      ...objects,
      services: objects.services.filter(({metadata}) => wanted === undefined || metadata.name === wanted.name),
      rootNamespace: text(mesh, 'rootNamespace') || flags.istioNamespace,
      autoMtls: part(mesh)['enableAutoMtls'] !== false,
      exportTo: listIn(mesh, 'defaultDestinationRuleExportTo'),
    });
    if (wanted !== undefined && rows.length === 0) {
      throw new IstioctlError(`there is no service ${wanted.name} with running pods in namespace ${wanted.namespace}`);
    }
    session.print(flags.output === 'json' ? mtlsDocument(rows) : mtlsTable(rows, session.terminal));
    const conflicts = rows.filter(({result}) => result === 'CONFLICT').length;
    if (conflicts > 0) {
      throw new IstioctlError(`${conflicts} of ${quantity(rows.length, 'way')} cannot work`, {
        exitCode: ExitCode.Failed,
      });
    }
  });
}

type ReadObjects = Omit<MtlsObjects, 'rootNamespace' | 'autoMtls' | 'exportTo'>;

function listIn(mesh: unknown, name: string): string[] {
  const list = part(mesh)[name];
  return Array.isArray(list) ? list.map(String) : [];
}

/** Services and pods of the namespace or of all, policies and rules of all. */
async function read(cluster: ConnectedCluster, namespace: string | undefined): Promise<ReadObjects> {
  const [services, pods, peerAuthentications, destinationRules] = await Promise.all([
    cluster.list({apiVersion: 'v1', kind: 'Service'}, {namespace}),
    cluster.list({apiVersion: 'v1', kind: 'Pod'}, {namespace}),
    cluster.list({apiVersion: SECURITY, kind: 'PeerAuthentication'}, {}),
    cluster.list({apiVersion: NETWORKING, kind: 'DestinationRule'}, {}),
  ]);
  return {services, pods, peerAuthentications, destinationRules};
}
