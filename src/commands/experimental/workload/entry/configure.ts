// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {type ClusterFlagValues, clusterOptions} from '../../../../cli/cluster.js';
import {integer} from '../../../../cli/flags/global.js';
import {IstioCommand, spellings} from '../../../../cli/istio-command.js';
import {IstioctlError, usageMistake} from '../../../../errors.js';
import {readFlagFile, writeFolder} from '../../../../io/files.js';
import {type ConnectedCluster, connect} from '../../../../io/kube/connect.js';
import {
  clusterIdOf,
  findWorkloadGroup,
  ingressAddress,
  meshOf,
  rootCertificate,
  type WorkloadFile,
  workloadBundle,
} from '../../../../workload/bundle.js';
import {readYaml} from '../../../../workload/named-yaml.js';
import {readWorkloadGroup, type WorkloadGroup} from '../../../../workload/workload-group.js';

export default class WorkloadEntryConfigure extends IstioCommand {
  static override summary = 'Write the files that a workload outside Kubernetes needs to join the mesh';
  static override description =
    'One of the files is a token of the service account: copy the folder to the machine by a safe way, and keep it nowhere else.';
  static override aliases = spellings(['experimental', 'x', 'exp'], ['workload'], ['entry'], ['configure']);
  static override examples = [
    {
      description: 'For a machine of a group that the cluster has',
      command: '<%= config.bin %> x workload entry configure --name db --namespace shop --output db-files',
    },
    {
      description: 'For a group in a file, the machine registers by itself',
      command: '<%= config.bin %> x workload entry configure -f group.yaml --autoregister -o db-files',
    },
  ];
  static override flags = {
    autoregister: Flags.boolean({summary: 'Let istiod make the WorkloadEntry when the workload connects'}),
    'capture-dns': Flags.boolean({summary: 'Answer the DNS questions of the workload', default: true}),
    clusterID: Flags.string({summary: 'What istiod calls its cluster; read from there when left out', helpValue: 'ID'}),
    externalIP: Flags.string({summary: 'Address of the workload, seen from outside', helpValue: 'IP'}),
    file: Flags.string({char: 'f', summary: 'File with the WorkloadGroup', helpValue: 'FILE'}),
    ingressIP: Flags.string({summary: 'Address of the gateway that leads to istiod', helpValue: 'IP'}),
    ingressService: Flags.string({
      summary: 'Service of the gateway that leads to istiod, with .NAMESPACE where it is another',
      default: 'istio-eastwestgateway',
      helpValue: 'NAME',
    }),
    internalIP: Flags.string({summary: 'Address of the workload, seen from its network', helpValue: 'IP'}),
    name: Flags.string({summary: 'WorkloadGroup in the cluster', helpValue: 'NAME'}),
    output: Flags.string({char: 'o', summary: 'Folder to write to', helpValue: 'DIR'}),
    revision: Flags.string({char: 'r', summary: 'Revision of the control plane', helpValue: 'NAME'}),
    tokenDuration: integer({summary: 'How many seconds the token is good', default: 3600, helpValue: 'SECONDS'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(WorkloadEntryConfigure);
    const folder = checked(flags);
    const given = groupIn(flags.file);
    const cluster = await connect(clusterOptions(flags));
    try {
      const key = {name: flags.name ?? '', namespace: flags.namespace ?? ''};
      const group = given ?? (await findWorkloadGroup(cluster, key));
      const files = await this.filesOf(cluster, group, flags);
      await writeFolder(folder, files);
      this.say(
        `Warning: a security token for namespace "${group.namespace}" and service account "${group.spec.template.serviceAccount}" has been generated and stored at "${folder}/istio-token"`,
      );
      this.print(`Configuration generation into directory ${folder} was successful\n`);
    } finally {
      cluster.close();
    }
  }

  private async filesOf(cluster: ConnectedCluster, group: WorkloadGroup, flags: Settings): Promise<FileToWrite[]> {
    const {istioNamespace, tokenDuration: expirationSeconds} = flags;
    const revision = flags.revision === undefined || flags.revision === 'default' ? '' : flags.revision;
    const {namespace, spec} = group;
    const {labels} = spec.template;
    if (labels !== undefined) {
      const said = Object.entries(labels).map(([key, value]) => `${key}:${value}`);
      this.say(`Labels belong into spec.metadata; those of spec.template win over them: ${said.sort().join(' ')}`);
    }
    const clusterId = flags.clusterID ?? (await clusterIdOf(cluster, {istioNamespace, revision}));
    const mesh = await meshOf(cluster, {istioNamespace, revision});
    const ingressIp = flags.ingressIP ?? (await ingressAddress(cluster, flags.ingressService, istioNamespace));
    if (ingressIp === undefined) {
      this.say(
        `Warning: no address of Service ${flags.ingressService} is known, so that hosts stays empty; --ingressIP gives one`,
      );
    }
    const account = {namespace, name: spec.template.serviceAccount};
    return workloadBundle({
      group,
      mesh,
      ingressIp,
      settings: {
        istioNamespace,
        revision,
        clusterId,
        captureDns: flags['capture-dns'],
        autoregister: flags.autoregister ?? false,
      },
      address: {internalIp: flags.internalIP, externalIp: flags.externalIP},
      rootCertificate: await rootCertificate(cluster, namespace),
      token: await tokenOf(cluster, account, expirationSeconds),
    }).map((file) => ({...file, mode: file.path === 'istio-token' ? 0o600 : 0o644}));
  }
}

type FileToWrite = WorkloadFile & {mode: number};

interface Settings extends ClusterFlagValues {
  autoregister?: boolean | undefined;
  'capture-dns': boolean;
  clusterID?: string | undefined;
  externalIP?: string | undefined;
  file?: string | undefined;
  ingressIP?: string | undefined;
  ingressService: string;
  internalIP?: string | undefined;
  istioNamespace: string;
  name?: string | undefined;
  namespace?: string | undefined;
  output?: string | undefined;
  revision?: string | undefined;
  tokenDuration: number;
}

/** The folder to write to. Throws for flags that do not go together. */
function checked({file, name, namespace, output, internalIP, externalIP}: Settings): string {
  if (!file && !(name && namespace)) {
    throw usageMistake(
      'expecting a WorkloadGroup artifact file or the name and namespace of an existing WorkloadGroup',
      {hint: 'Give -f FILE, or --name and --namespace.'},
    );
  }
  if (!output) throw usageMistake('expecting an output directory', {hint: 'Give it with -o.'});
  if (internalIP && externalIP) {
    throw usageMistake('the flags --internalIP and --externalIP are mutually exclusive');
  }
  return output;
}

function groupIn(file: string | undefined): WorkloadGroup | undefined {
  return file ? readWorkloadGroup(readYaml({name: file, text: readFlagFile('file', file)}), file) : undefined;
}

async function tokenOf(
  cluster: ConnectedCluster,
  account: {namespace: string; name: string},
  expirationSeconds: number,
): Promise<string> {
  const {namespace, name} = account;
  try {
    return await cluster.requestToken(account, {audiences: ['istio-ca'], expirationSeconds});
  } catch (cause) {
    if (!(cause instanceof IstioctlError)) throw cause;
    throw new IstioctlError(
      `could not create a token under service account ${name} in namespace ${namespace}: ${cause.message}`,
      {cause, ...(cause.hint !== undefined && {hint: cause.hint})},
    );
  }
}
