// SPDX-License-Identifier: Apache-2.0
import {type ClusterFlagValues, openCluster} from '../../cli/cluster.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {IstioctlError, usageMistake} from '../../errors.js';
import {readFlagFile, writeFolder} from '../../io/files.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {
  clusterIdOf,
  findWorkloadGroup,
  ingressAddress,
  meshOf,
  rootCertificate,
  type WorkloadFile,
  workloadBundle,
} from '../../workload/bundle.js';
import {readYaml} from '../../workload/named-yaml.js';
import {readWorkloadGroup, type WorkloadGroup} from '../../workload/workload-group.js';

export interface ConfigureFlags extends GlobalFlagValues {
  autoregister: boolean;
  'capture-dns': boolean;
  clusterID?: string | undefined;
  externalIP?: string | undefined;
  file?: string | undefined;
  ingressIP?: string | undefined;
  ingressService: string;
  internalIP?: string | undefined;
  name?: string | undefined;
  output?: string | undefined;
  revision?: string | undefined;
  tokenDuration: number;
}

/** Writes what a machine outside the cluster needs to join the mesh. */
export async function configureWorkload(session: Session, flags: ConfigureFlags): Promise<void> {
  const folder = checked(flags);
  const given = groupIn(flags.file);
  const cluster = await openCluster(flags);
  try {
    const key = {name: flags.name ?? '', namespace: flags.namespace ?? ''};
    const group = given ?? (await findWorkloadGroup(cluster, key));
    const files = await filesOf(session, cluster, group, flags);
    await writeFolder(folder, files);
    session.say(
      `Warning: a security token for namespace "${group.namespace}" and service account "${group.spec.template.serviceAccount}" has been generated and stored at "${folder}/istio-token"`,
    );
    session.print(`Configuration generation into directory ${folder} was successful\n`);
  } finally {
    cluster.close();
  }
}

async function filesOf(
  session: Session,
  cluster: ConnectedCluster,
  group: WorkloadGroup,
  flags: Settings,
): Promise<FileToWrite[]> {
  const {istioNamespace, tokenDuration: expirationSeconds} = flags;
  const revision = flags.revision === undefined || flags.revision === 'default' ? '' : flags.revision;
  const {namespace, spec} = group;
  const {labels} = spec.template;
  if (labels !== undefined) {
    const said = Object.entries(labels).map(([key, value]) => `${key}:${value}`);
    session.say(`Labels belong into spec.metadata; those of spec.template win over them: ${said.sort().join(' ')}`);
  }
  const clusterId = flags.clusterID ?? (await clusterIdOf(cluster, {istioNamespace, revision}));
  const mesh = await meshOf(cluster, {istioNamespace, revision});
  const ingressIp = flags.ingressIP ?? (await ingressAddress(cluster, flags.ingressService, istioNamespace));
  if (ingressIp === undefined) {
    session.say(
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
