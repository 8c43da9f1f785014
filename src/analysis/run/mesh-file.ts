// SPDX-License-Identifier: Apache-2.0

import {DecodeError} from '../../api/messages/decode-error.js';
import {YamlError} from '../../yaml/error.js';
import {parseYaml} from '../../yaml/parse.js';
import {type MeshConfig, meshConfigOver} from '../model/mesh-config.js';

/** A mesh configuration read from a file, or why the file was left aside. */
export type MeshFile = {config: MeshConfig; warnings: string[]} | {problem: string};

/** A mesh configuration in YAML over the one that holds without it. */
export async function readMeshFile(base: MeshConfig, text: string): Promise<MeshFile> {
  const {meshConfigProblems} = await import('../schema/mesh/mesh-config.js');
  try {
    const config = meshConfigOver(base, parseYaml(text));
    const problems = meshConfigProblems(config);
    const errors = problems.filter(({level}) => level === 'Error').map(({text: problem}) => problem);
    if (errors.length > 0) return {problem: errors.join('; ')};
    return {config, warnings: problems.map(({text: warning}) => warning)};
  } catch (error) {
    if (error instanceof DecodeError || error instanceof YamlError) return {problem: error.message};
    throw error;
  }
}
