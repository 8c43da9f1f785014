// SPDX-License-Identifier: Apache-2.0
import {type ClusterFlagValues, openCluster} from '../../cli/cluster.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {usageMistake} from '../../errors.js';
import {writeFolder} from '../../io/files.js';
import {detectedSettings} from '../../manifest/detected.js';
import type {Tree} from '../../manifest/input/tree.js';
import {leavingToIstiod} from '../../manifest/objects/gitops.js';
import {sortForOutput, streamYaml} from '../../manifest/objects/object-order.js';
import {selectObjects} from '../../manifest/objects/select.js';
import {renderManifest} from '../../manifest/render.js';
import {validateRendered} from '../../manifest/validation/rendered.js';
import {validateInput} from '../../manifest/validation/validate-input.js';
import {RELEASE} from '../../version/client-version.js';
import {listJson, manifestStats, objectFiles} from '../../writer/manifest/objects.js';
import {warningLines} from '../../writer/manifest/warnings.js';
import type {RenderFlagValues} from './inputs.js';
import {renderInputs} from './inputs.js';

export interface GenerateManifestFlags extends GlobalFlagValues, RenderFlagValues {
  'cluster-specific': boolean;
  component?: string[] | undefined;
  'dry-run': boolean;
  for?: string | undefined;
  filter?: string[] | undefined;
  'no-crds': boolean;
  output: string;
  'output-dir'?: string | undefined;
  stats: boolean;
}

/** Prints or writes the manifest that flags ask for. */
export async function generateManifest(
  session: Session,
  argv: readonly string[],
  flags: GenerateManifestFlags,
): Promise<void> {
  if (argv.length > 0) {
    throw usageMistake(`generate accepts no positional arguments, got ${argv.join(' ')}`, {
      hint: 'files are given with -f',
    });
  }
  const manifest = await renderManifest({
    ...(await renderInputs(flags, session.terminal)),
    ...(flags['cluster-specific'] ? await clusterFacts(flags) : {}),
    release: RELEASE,
    validate: validateInput,
    validateObjects: validateRendered,
  });
  session.terminal.err(warningLines(manifest));
  const selected = selectObjects(sortForOutput(manifest.objects), {
    components: flags.component,
    crds: !flags['no-crds'],
  });
  const objects = flags.for === undefined ? selected : leavingToIstiod(selected);
  if (flags.stats) session.terminal.err(manifestStats(objects));
  if (flags['output-dir']) await writeFolder(flags['output-dir'], objectFiles(objects, flags.output));
  else session.print(flags.output === 'json' ? listJson(objects) : streamYaml(objects));
}

/** Asks the cluster what `--cluster-specific` is for; nothing of it is loaded otherwise. */
async function clusterFacts(flags: ClusterFlagValues): Promise<{kubeVersion: string; detected: Tree}> {
  const cluster = await openCluster(flags);
  try {
    const {gitVersion} = await cluster.serverVersion();
    return {kubeVersion: gitVersion, detected: detectedSettings(gitVersion)};
  } finally {
    cluster.close();
  }
}
