// SPDX-License-Identifier: Apache-2.0

import type {FileValidation} from '../../validate/validate-file.js';

/** What is said of a file without errors. */
export function fileVerdict(name: string, {warnings}: FileValidation): string {
  const list = warningList(warnings);
  if (name === '-') return warnings.length === 0 ? 'validation succeed\n' : list;
  return warnings.length === 0 ? `"${name}" is valid\n` : fileWarnings(name, warnings);
}

/** The warnings of a file; nothing where there is none. */
export function fileWarnings(name: string, warnings: readonly string[]): string {
  if (warnings.length === 0) return '';
  return name === '-' ? warningList(warnings) : `"${name}" has warnings: ${warningList(warnings)}\n`;
}

function warningList(warnings: readonly string[]): string {
  return `\n${warnings.map((warning) => `\t* ${warning}\n`).join('')}`;
}
