// SPDX-License-Identifier: Apache-2.0
import {openCluster} from '../../cli/cluster.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {IstioctlError} from '../../errors.js';
import {readRecords} from '../../install/record/record.js';
import {INPUT_FORMATS, recordedInputsText} from '../../writer/install/inputs.js';

export interface ShowInstalledFlags extends GlobalFlagValues {
  output: string;
  revision?: string | undefined;
}

/** Prints what the installs of this program were given. */
export async function showInstalled(session: Session, flags: ShowInstalledFlags): Promise<void> {
  const cluster = await openCluster(flags);
  try {
    const records = await readRecords(cluster, flags.istioNamespace, flags.revision);
    if (records.length === 0) {
      throw new IstioctlError(`no inputs of an install are recorded in namespace ${flags.istioNamespace}`, {
        hint: 'Installs by other programs, and by older versions of this one, do not record any.',
      });
    }
    const format = INPUT_FORMATS.find((format) => format === flags.output) ?? 'text';
    session.print(recordedInputsText(records, format));
  } finally {
    cluster.close();
  }
}
