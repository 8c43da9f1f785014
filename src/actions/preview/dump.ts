// SPDX-License-Identifier: Apache-2.0

import type {PodFlagValues} from '../../cli/cluster.js';
import {IstioctlError} from '../../errors.js';
import type {Terminal} from '../../io/terminal.js';
import {matchesSelector} from '../../kube/label-selector.js';
import {findPod} from '../../preview/read/target.js';
import {previewOf} from '../../preview/resources.js';
import {configDump} from '../../writer/preview/dump.js';
import {emitYaml} from '../../yaml/emit.js';
import {sayMissing} from './incomplete.js';
import {readMeshOf} from './mesh.js';

/** What `preview dump` is asked for. */
export interface DumpRequest {
  target?: string;
  gateway?: string;
  /** Labels, as of `kubectl get -l`. */
  selector?: string;
  flags: PodFlagValues;
  istioNamespace: string;
  revision: string;
  /** Files and folders; left out for the cluster that the flags name. */
  config?: readonly string[];
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
  const {selector, compat} = request;
  const {mesh, namespace, unread} = await readMeshOf(request, terminal);
  const pod = findPod(mesh, {
    ...request,
    namespace,
    ...(selector !== undefined && {hasLabels: (labels) => matchesSelector(labels, selector)}),
  });
  const {proxy, resources, notSimulated} = await previewOf(pod, mesh, {compat});
  const dump = configDump(resources, proxy);
  terminal.out(request.output === 'yaml' ? emitYaml(dump) : `${JSON.stringify(dump, null, 2)}\n`);
  const exitCode = sayMissing({notSimulated, unread}, terminal);
  if (exitCode === undefined) return;
  const count = notSimulated.length + unread.length;
  throw new IstioctlError(`the dump is incomplete: ${count === 1 ? 'one part is' : `${count} parts are`} missing`, {
    exitCode,
  });
}
