// SPDX-License-Identifier: Apache-2.0
import {join} from 'node:path';
import {ExitCode, IstioctlError} from '../errors.js';
import {NoSuchTool, outputOf} from './process.js';

/** Resources that a tool made of a folder; `name` is the file of the folder that the tool starts from. */
export interface RenderedFile {
  name: string;
  text: string;
  rendered: true;
}

/** What `kustomize build`, or else `kubectl kustomize`, makes of a folder. */
export async function kustomized(folder: string, timeout: number): Promise<RenderedFile> {
  const name = join(folder, 'kustomization.yaml');
  for (const [command, verb] of [['kustomize', 'build'] as const, ['kubectl', 'kustomize'] as const]) {
    try {
      return {name, text: await outputOf(command, [verb, folder], {timeout}), rendered: true};
    } catch (error) {
      if (!(error instanceof NoSuchTool)) throw error;
    }
  }
  throw new IstioctlError(`--kustomize ${folder}: neither kustomize nor kubectl is installed`, {
    exitCode: ExitCode.UnreadableInput,
  });
}

export interface HelmRequest {
  chart: string;
  values: readonly string[];
  namespace: string | undefined;
}

/** What `helm template` makes of a chart. */
export async function helmed({chart, values, namespace}: HelmRequest, timeout: number): Promise<RenderedFile> {
  const args = ['template', 'release', chart, ...values.flatMap((file) => ['--values', file])];
  if (namespace !== undefined && namespace !== '') args.push('--namespace', namespace);
  return {name: join(chart, 'Chart.yaml'), text: await outputOf('helm', args, {timeout}), rendered: true};
}
