// SPDX-License-Identifier: Apache-2.0
import type {bugReportFlags} from '../../cli/flags/bug-report.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {packageRevision} from '../../io/package-files.js';
import {clientVersion} from '../../version/client-version.js';
import {clientVersionLine, versionDocument} from '../../writer/version.js';
import {versionFormat} from '../version/report.js';

export type BugReportVersionFlags = GlobalFlagValues &
  FlagValues<typeof bugReportFlags> & {
    output?: string | undefined;
    short: boolean;
  };

/** Prints the version of this program. */
export async function bugReportVersion(session: Session, flags: BugReportVersionFlags): Promise<void> {
  const format = versionFormat(flags.output);
  const build = clientVersion(packageRevision());
  const {short = false} = flags;
  session.print(format ? await versionDocument({clientVersion: build}, format) : clientVersionLine(build, {short}));
}
