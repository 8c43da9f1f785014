// SPDX-License-Identifier: Apache-2.0
import {now} from '../../cli/clock.js';
import {openCluster} from '../../cli/cluster.js';
import type {InstallFlags} from '../../cli/flags/install.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError, isForbidden, restated} from '../../errors.js';
import {withRightsHint} from '../../install/errors.js';
import {type InputChange, inputChange} from '../../install/plan/dropped-settings.js';
import {clusterWarnings, type VersionChange, versionChange} from '../../install/plan/preflight.js';
import {type InstallSettings, settingsOf} from '../../install/plan/settings.js';
import {type RecordedInputs, readRecords} from '../../install/record/record.js';
import type {Cluster} from '../../io/kube/cluster.js';
import {detectedSettings} from '../../manifest/detected.js';
import {mergedInput, type RenderedManifest, renderManifest} from '../../manifest/render.js';
import {validateInput} from '../../manifest/validation/validate-input.js';
import {checkRevision} from '../../revision/name.js';
import {RELEASE as release, ISTIO_VERSION as version} from '../../version/client-version.js';
import {droppedText} from '../../writer/install/inputs.js';
import {warningLines} from '../../writer/manifest/warnings.js';
import {renderInputs} from '../manifest/inputs.js';
import {listObjects} from './list.js';

export type Inputs = Awaited<ReturnType<typeof renderInputs>>;

/** What was asked for, rendered for one cluster. */
export interface Request {
  manifest: RenderedManifest;
  settings: InstallSettings;
  inputs: Inputs;
  change: VersionChange | undefined;
  /** How far this is what the last install was given; undefined where that is not known. */
  inputChange: InputChange | undefined;
}

/** Connects, renders what the flags ask for, says what to be wary of, and hands over. */
export async function withRequest(
  session: Session,
  flags: InstallFlags,
  work: (cluster: Cluster, request: Request) => Promise<ExitCode | void>,
): Promise<ExitCode | void> {
  checkRevision(flags.revision);
  if (flags['dry-run'] === 'client' && !flags.diff) return listObjects(session, flags);
  const failed = (error: unknown): never => {
    throw flags.diff ? asNotCompared(error) : error;
  };
  // What is wrong with files is said without a cluster.
  const given = await renderInputs(flags, session.terminal).catch(failed);
  const cluster = await openCluster(flags).catch(failed);
  try {
    const {gitVersion} = await cluster.serverVersion();
    const recorded = await lastInputs(cluster, flags, given.set);
    const inputs = flags['from-cluster'] ? startingFrom(recorded, given, flags) : given;
    const facts = {kubeVersion: gitVersion, detected: detectedSettings(gitVersion)};
    const manifest = await renderManifest({...inputs, ...facts, release, validate: validateInput});
    const settings = settingsOf(manifest.document);
    const {owner} = settings;
    session.terminal.err(warningLines(manifest));
    const inputChange = recorded && (await compared(session, recorded, given, manifest));
    const {dropped = []} = inputChange ?? {};
    if (dropped.length > 0 && !flags['from-cluster']) session.terminal.err(droppedText(dropped));
    const change = await versionChange(cluster, owner, version);
    const {revision} = owner;
    for (const warning of await clusterWarnings(cluster, {version, revision, change}, now().getTime()))
      session.say(warning);
    return await work(cluster, {manifest, settings, inputs, change, inputChange});
  } catch (error) {
    throw flags.diff ? asNotCompared(error) : withRightsHint(error);
  } finally {
    cluster.close();
  }
}

/** What an earlier install was given, beside this one. */
async function compared(
  session: Session,
  recorded: RecordedInputs,
  given: Inputs,
  {input}: RenderedManifest,
): Promise<InputChange | undefined> {
  const {files, set} = recorded;
  const before = await mergedInput({...given, files, set, release}).catch((error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    session.say(`What the last install was given cannot be compared with this: ${text}`);
    return undefined;
  });
  return before && inputChange(before.input, input);
}

/** The inputs recorded for the revision that is asked for; who may not read them has none. */
async function lastInputs(
  cluster: Cluster,
  flags: InstallFlags,
  set: readonly string[],
): Promise<RecordedInputs | undefined> {
  const revision = settingIn(set, 'revision');
  try {
    return (await readRecords(cluster, flags.istioNamespace, revision || 'default'))[0];
  } catch (error) {
    if (flags['from-cluster'] || !isForbidden(error)) throw error;
    return undefined;
  }
}

/** What was given before, with what is given now on top: files after files, arguments after arguments. */
function startingFrom(recorded: RecordedInputs | undefined, given: Inputs, flags: InstallFlags): Inputs {
  if (recorded === undefined) {
    const revision = flags.revision || 'default';
    throw new IstioctlError(
      `--from-cluster: no inputs of revision ${revision} are recorded in namespace ${flags.istioNamespace}`,
      {hint: 'They are recorded by every install of this program; `istioctl installed show` prints them.'},
    );
  }
  const {files, set} = recorded;
  return {...given, files: [...files, ...given.files], set: [...set, ...given.set]};
}

/** 1 says that something differs, so failing to compare is 2. */
function asNotCompared(error: unknown): unknown {
  if (!(error instanceof IstioctlError) || error.message === '') return error;
  return restated(error, {exitCode: ExitCode.NotCompared});
}

/** What the last `--set` of that path says. */
export function settingIn(set: readonly string[], path: string): string | undefined {
  return set.findLast((argument) => argument.startsWith(`${path}=`))?.slice(path.length + 1);
}
