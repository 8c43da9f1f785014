// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import type {Terminal} from '../../io/terminal.js';
import {readMesh} from '../../preview/read/mesh.js';
import {findPod} from '../../preview/read/target.js';
import {refuseInvalid} from '../../preview/read/validity.js';
import {previewOf} from '../../preview/resources.js';
import {configDump} from '../../writer/preview/dump.js';
import {visible} from '../../writer/visible.js';
import {emitYaml} from '../../yaml/emit.js';
import {readInputs} from './inputs.js';

/** What `preview dump` is asked for. */
export interface DumpRequest {
  target?: string;
  gateway?: string;
  /** Of a target that names none. */
  namespace: string;
  istioNamespace: string;
  revision: string;
  /** Files and folders. */
  config: readonly string[];
  output: string;
  /** The answer is that of the recorded control plane, its faults included. */
  compat: boolean;
}

/**
 * Prints what istiod would send to a proxy as a dump of Envoy's configuration.
 *
 * @throws IstioctlError with exit code 80 after the dump, where parts of it are not simulated
 */
export async function previewDump(request: DumpRequest, terminal: Terminal): Promise<void> {
  const {istioNamespace, revision, compat} = request;
  const mesh = readMesh(await readInputs(request.config, terminal), {istioNamespace, revision, compat});
  await refuseInvalid(mesh, compat);
  const {resources, notSimulated} = await previewOf(findPod(mesh, request), mesh, {compat});
  const dump = configDump(resources);
  terminal.out(request.output === 'yaml' ? emitYaml(dump) : `${JSON.stringify(dump, null, 2)}\n`);
  if (notSimulated.length === 0) return;
  for (const part of notSimulated) terminal.err(`not simulated: ${visible(part)}\n`);
  throw new IstioctlError(`the dump is incomplete: ${parts(notSimulated.length)} not simulated`, {
    exitCode: ExitCode.NotChecked,
  });
}

function parts(count: number): string {
  return count === 1 ? 'one part is' : `${count} parts are`;
}
