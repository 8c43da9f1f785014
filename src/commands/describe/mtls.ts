// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {keyIn} from '../../actions/describe/mesh.js';
import {meshConfigIn} from '../../actions/describe/mesh-config-map.js';
import {withCluster} from '../../cli/cluster.js';
import {output} from '../../cli/flags/global.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {type MtlsObjects, mtlsRows} from '../../describe/mtls.js';
import {part, text} from '../../describe/objects.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {quantity} from '../../quantity.js';
import {mtlsDocument, mtlsTable} from '../../writer/describe/mtls.js';

const NETWORKING = 'networking.istio.io/v1';
const SECURITY = 'security.istio.io/v1';

export default class DescribeMtls extends IstioCommand {
  static override summary = 'Say who speaks mutual TLS to which service, and where that cannot work';
  static override description =
    `Joins what PeerAuthentications ask of the pods behind each port of a service with what DestinationRules have clients do.
"auto" is what sidecars do that are told nothing: mutual TLS wherever the server takes it. Whoever has no sidecar speaks
plain text, which a STRICT server refuses.

Ends with 1 when clients are told what servers do not take.`;
  static override task = 'proxies' as const;
  static override strict = false;
  static override args = {
    service: Args.string({description: 'Only this service, with .NAMESPACE where it is another'}),
  };
  static override aliases = spellings(['describe', 'experimental:describe', 'x:describe', 'exp:describe'], ['mtls']);
  static override examples = [
    {description: 'All services of a namespace', command: '<%= config.bin %> describe mtls -n shop'},
    {description: 'The whole mesh, for programs', command: '<%= config.bin %> describe mtls -A -o json'},
  ];
  static override flags = {
    'all-namespaces': Flags.boolean({char: 'A', summary: 'Look at all namespaces'}),
    output: output(['table', 'json'], 'table'),
    revision: Flags.string({char: 'r', summary: 'Revision whose mesh config counts', default: '', helpValue: 'NAME'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(DescribeMtls);
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
        throw new IstioctlError(
          `there is no service ${wanted.name} with running pods in namespace ${wanted.namespace}`,
        );
      }
      this.print(flags.output === 'json' ? mtlsDocument(rows) : mtlsTable(rows, this.terminal));
      const conflicts = rows.filter(({result}) => result === 'CONFLICT').length;
      if (conflicts > 0) {
        throw new IstioctlError(`${conflicts} of ${quantity(rows.length, 'way')} cannot work`, {
          exitCode: ExitCode.Failed,
        });
      }
    });
  }
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
