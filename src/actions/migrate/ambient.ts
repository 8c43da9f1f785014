// SPDX-License-Identifier: Apache-2.0
import {join} from 'node:path';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {isThere, writeFolder} from '../../io/files.js';
import {auditAmbient, type NamespaceAudit} from '../../migrate/audit.js';
import {ambientDocument, ambientFiles, ambientReport} from '../../writer/migrate/ambient.js';
import {meshResources} from './resources.js';

/** Stands in steps for the folder that was not written. */
const SOMEWHERE = 'DIR';

export interface MigrateToAmbientFlags extends GlobalFlagValues {
  'all-namespaces': boolean;
  config?: string[] | undefined;
  output: string;
  write?: string | undefined;
}

/** Says what stands between namespaces and ambient mode, and writes the steps. */
export async function migrateToAmbient(session: Session, flags: MigrateToAmbientFlags): Promise<ExitCode | void> {
  const {write} = flags;
  if (write !== undefined && isThere(write)) {
    throw new IstioctlError(`${write} is there already`, {hint: 'name a new folder, so that nothing in it is lost'});
  }
  const {resources, namespace, problems} = await meshResources(flags.config, flags, session.terminal);
  const only = flags['all-namespaces'] ? undefined : namespace;
  const audits = auditAmbient(resources, only, write ?? SOMEWHERE);
  if (audits.length === 0) {
    throw new IstioctlError(`no namespace with sidecars${only === undefined ? '' : `: ${only} is not in the mesh`}`, {
      hint:
        only === undefined
          ? 'namespaces of the mesh are labelled istio-injection or istio.io/rev'
          : '-A looks at all namespaces',
    });
  }
  if (write !== undefined) await writeFiles(session, write, audits);
  session.print(flags.output === 'json' ? ambientDocument(audits) : ambientReport(audits, session.terminal));
  for (const problem of problems) session.say(`Warning: ${problem}`);
  if (problems.length > 0) throw new IstioctlError('not all could be read', {exitCode: ExitCode.NotChecked});
  if (audits.some(({readiness}) => readiness === 'BLOCKED')) return ExitCode.Findings;
}

async function writeFiles(session: Session, folder: string, audits: readonly NamespaceAudit[]): Promise<void> {
  const written = audits.map((audit) => ({...audit, made: ambientFiles(audit)})).filter(({made}) => made.length > 0);
  for (const {namespace, made} of written) await writeFolder(join(folder, namespace), made);
  session.say(written.length === 0 ? 'There is nothing to write.' : `The files are in ${folder}.`);
}
