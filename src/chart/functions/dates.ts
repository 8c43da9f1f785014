// SPDX-License-Identifier: Apache-2.0
import type {FunctionTable} from './parameters.js';

export function dateFunctions(): FunctionTable {
  return {};
}
