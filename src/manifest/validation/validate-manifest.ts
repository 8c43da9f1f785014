// SPDX-License-Identifier: Apache-2.0

import type {Finding} from '../input/finding.js';
import {mergedInput, type RenderRequest, renderInput} from '../render.js';
import {validateRendered} from './rendered.js';
import {validateInput} from './validate-input.js';

/**
 * Everything that is wrong with what is asked for: with the input and, where that has no errors, with the objects that
 * it renders to (users.md 3.3).
 * @throws IstioctlError for input that cannot be read or merged, and for charts that fail
 */
export async function validateManifest(
  request: Pick<RenderRequest, 'files' | 'set' | 'compat' | 'openPackage' | 'release'>,
): Promise<Finding[]> {
  const {input, source} = await mergedInput(request);
  const findings = validateInput(input, request);
  if (findings.some(({severity}) => severity === 'error')) return findings;
  return [...findings, ...validateRendered((await renderInput(input, source, request)).objects)];
}
