// SPDX-License-Identifier: Apache-2.0
import type {ClusterFlagValues} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {IstiodPages} from '../../io/istiod/mesh.js';
import {packageRevision} from '../../io/package-files.js';
import {clientVersion} from '../../version/client-version.js';
import type {VersionReport} from '../../version/mesh-version.js';
import {clientVersionLine, meshVersionLines, versionDocument} from '../../writer/version.js';
import {versionFormat} from './report.js';

type VersionFlagValues = ClusterFlagValues & {
  compat?: string | undefined;
  istioNamespace: string;
  revision?: string | undefined;
  output?: string | undefined;
  remote: boolean;
  short: boolean;
};

/** What is known of the mesh, and the error to end with, if any. */
export interface RemoteVersions extends Omit<VersionReport, 'clientVersion'> {
  failure?: IstioctlError | undefined;
}

/** Prints the versions of this program, of the control plane and of the proxies. */
export async function showVersion(session: Session, flags: VersionFlagValues): Promise<void> {
  await reportVersions(session, flags, (compat) => askMesh(session, flags, compat));
}

/** Prints the client's version, before anything else can fail, then what `ask` finds. */
export async function reportVersions(
  session: Session,
  flags: Pick<VersionFlagValues, 'output' | 'remote' | 'short' | 'compat'>,
  ask: (compat: boolean) => Promise<RemoteVersions>,
): Promise<void> {
  const format = versionFormat(flags.output);
  const build = clientVersion(packageRevision());
  if (format === undefined) session.print(clientVersionLine(build, flags));
  const remote = flags.remote ? await ask(isCompatible(flags.compat)) : {};
  if (format === undefined) session.print(meshVersionLines(remote, flags));
  else session.print(await versionDocument({clientVersion: build, ...remote}, format));
  if (remote.failure !== undefined) throw remote.failure;
}

async function askMesh(session: Session, flags: VersionFlagValues, compat: boolean): Promise<RemoteVersions> {
  try {
    const {withLazyCluster} = await import('../../cli/cluster.js');
    return await withLazyCluster(flags, async (connect) => {
      const cluster = await connect();
      const {revisionOrDefault, stoppedIstiods} = await import('../../io/istiod/find.js');
      const {askIstiods} = await import('../../io/istiod/mesh.js');
      const revision = await revisionOrDefault(cluster, flags.revision);
      const selection = {namespace: flags.istioNamespace, revision};
      const istiods = await askIstiods(cluster, selection);
      const stopped = istiods.length > 0 || compat ? [] : await stoppedIstiods(cluster, selection);
      if (stopped.length > 0) throw notRunning(flags.istioNamespace, stopped);
      return versionsOf(session, istiods, flags, compat);
    });
  } catch (error) {
    if (!(error instanceof IstioctlError)) throw error;
    if (!compat) return {failure: error};
    session.say(`Istio is not present in the cluster: ${error.message}`);
    return {};
  }
}

async function versionsOf(
  session: Session,
  istiods: readonly IstiodPages[],
  flags: VersionFlagValues,
  compat: boolean,
): Promise<RemoteVersions> {
  const {meshVersions, sortedProxies} = await import('../../version/report.js');
  const {meshVersion, dataPlaneVersion, failures} = meshVersions(istiods, {withTools: compat});
  const [first] = failures;
  if (meshVersion.length === 0 && first === undefined) {
    const namespace = JSON.stringify(flags.istioNamespace);
    session.say(`Istio is not present in the cluster: no running Istio pods in namespace ${namespace}`);
    return {};
  }
  if (meshVersion.length === 0) return {failure: first};
  const lines = failures.map(({message}) => `\n  ${message}`).join('');
  const failure = new IstioctlError(`partial: not all istiods answered:${lines}`, {
    cause: first,
    exitCode: ExitCode.NotChecked,
    ...(first?.hint !== undefined && {hint: first.hint}),
  });
  return {
    meshVersion,
    dataPlaneVersion: compat ? dataPlaneVersion : sortedProxies(dataPlaneVersion),
    ...(first !== undefined && {failure}),
  };
}

function notRunning(namespace: string, stopped: readonly string[]): IstioctlError {
  return new IstioctlError(`istiod is installed in namespace ${JSON.stringify(namespace)} and does not run`, {
    hint: `${stopped.join('; ')}.`,
  });
}
