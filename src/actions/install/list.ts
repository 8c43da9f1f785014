// SPDX-License-Identifier: Apache-2.0
import type {InstallFlags} from '../../cli/flags/install.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {renderManifest} from '../../manifest/render.js';
import {validateInput} from '../../manifest/validation/validate-input.js';
import {RELEASE as release} from '../../version/client-version.js';
import {objectList} from '../../writer/install/plan.js';
import {warningLines} from '../../writer/manifest/warnings.js';
import {renderInputs} from '../manifest/inputs.js';

/** What would be applied, as far as it can be known without a cluster. */
export async function listObjects(session: Session, flags: InstallFlags): Promise<void> {
  if (flags['from-cluster'])
    throw new IstioctlError('--from-cluster needs a cluster, which --dry-run=client does not ask', {
      exitCode: ExitCode.Usage,
      hint: 'Use --dry-run=server or --diff.',
    });
  const inputs = await renderInputs(flags, session.terminal);
  const manifest = await renderManifest({...inputs, release, validate: validateInput});
  session.terminal.err(warningLines(manifest));
  session.print(objectList(manifest.objects));
}
