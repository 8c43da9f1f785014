// SPDX-License-Identifier: Apache-2.0
import {isCompatible} from '../../cli/compat.js';
import {confirm} from '../../cli/confirm.js';
import type {InstallFlags} from '../../cli/flags/install.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError, restated} from '../../errors.js';
import {dryRunObjects} from '../../install/apply/dry-run.js';
import type {Progress} from '../../install/apply/progress.js';
import {install, prepareInstall} from '../../install/install.js';
import type {VersionChange} from '../../install/plan/preflight.js';
import type {InstallSettings} from '../../install/plan/settings.js';
import {processIdentity} from '../../io/identity.js';
import type {Cluster} from '../../io/kube/cluster.js';
import {RELEASE as release, ISTIO_VERSION as version} from '../../version/client-version.js';
import {dryRunText} from '../../writer/install/plan.js';
import {createJsonProgress, createProgressWriter} from '../../writer/install/progress.js';
import {usageText} from '../../writer/revision/tags.js';
import {showDiff} from './diff.js';
import {type Request, settingIn, withRequest} from './request.js';

/** Installs a mesh, or shows what that would do. */
export async function installMesh(session: Session, flags: InstallFlags): Promise<ExitCode | void> {
  return withRequest(session, flags, (cluster, request) => perform(session, cluster, request, {...flags, question}));
}

/** What a person is asked before anything is written. */
type Question = (cluster: Cluster, settings: InstallSettings) => string;

/** Applies what was asked for, or shows what that would do. Returns 1 where `--diff` finds that something would change. */
export async function perform(
  session: Session,
  cluster: Cluster,
  request: Request,
  flags: InstallFlags & {question: Question},
): Promise<ExitCode | void> {
  const {inputs, settings, change} = request;
  const {objects} = request.manifest;
  const charts = {openPackage: inputs.openPackage, release, path: settingIn(inputs.set, 'installPackagePath')};
  if (flags.diff) return showDiff(session, cluster, request, charts, flags['diff-format']);
  if (flags['dry-run'] === 'server') {
    const {owner} = settings;
    session.print(dryRunText(await dryRunObjects(cluster, objects, {owner, version})));
    return;
  }
  if (change?.unsupported && !flags['allow-skew'] && !isCompatible(flags.compat)) throw skewRefused(change);
  const {force} = inputs;
  const plan = await prepareInstall(cluster, {objects, settings, force}, (text) => session.say(text));
  if (plan.moves) {
    const {from, usage} = plan.moves;
    session.say(`The default tag moves from revision ${from} to default: ${usageText(usage)} use it.`);
  }
  if (!flags['skip-confirmation'] && !(await confirm(session.terminal, flags.question(cluster, settings))))
    throw new IstioctlError('cancelled');
  const {'readiness-timeout': readinessTimeout, wait} = flags;
  const {name: holder, isGone} = processIdentity();
  const files = inputs.files.map(({name, text}) => ({name: name === '-' ? '(standard input)' : name, text}));
  const installation = {
    ...{objects, settings, version, charts, wait, readinessTimeout, force},
    goesOn: isCompatible(flags.compat),
    rollbackOnFailure: flags['rollback-on-failure'],
    inputs: {files, set: inputs.set},
    holder: {holder, isGone},
  };
  const onNotice = (text: string): void => session.say(text);
  const report = {progress: progressOf(session, flags.progress), signal: session.interrupted, onNotice};
  try {
    await install(cluster, installation, plan, report);
  } catch (error) {
    throw isCompatible(flags.compat) ? asReferenceEnds(error) : error;
  }
  if (!wait) session.say('Everything is applied; whether it becomes ready was not waited for.');
}

function progressOf(session: Session, how: string): Progress {
  if (how === 'json') return createJsonProgress((text) => session.print(text));
  return createProgressWriter(how === 'plain' ? {...session.terminal, interactive: false} : session.terminal);
}

function question(cluster: Cluster, {profile}: InstallSettings): string {
  const {cluster: name, context} = cluster.origin;
  return `Install Istio ${version} with profile "${profile}" into cluster ${name} (context ${context})?`;
}

/** The reference knows no exit code of its own for a deadline. */
function asReferenceEnds(error: unknown): unknown {
  if (!(error instanceof IstioctlError) || error.exitCode !== ExitCode.TimedOut) return error;
  return restated(error, {exitCode: ExitCode.Failed});
}

function skewRefused({from, to, direction}: VersionChange): IstioctlError {
  const step = direction === 'downgraded' ? 'back' : 'over more than one minor release';
  return new IstioctlError(`Istio would be ${direction} from ${from} to ${to}, which is a step ${step}`, {
    hint:
      direction === 'downgraded'
        ? 'Going back is not tested by anybody; --allow-skew does it all the same.'
        : 'Go by way of the releases between, or pass --allow-skew to do it all the same.',
  });
}
