// SPDX-License-Identifier: Apache-2.0

/** Where a setting was written: a file with line and column from 1, or a `--set` argument. Empty for built-in profiles. */
export interface Origin {
  file?: string;
  line?: number;
  column?: number;
  /** The `--set` argument as typed. */
  set?: string;
}

/** Something that is wrong, or of no effect, in what the user gave. */
export interface Finding {
  severity: 'error' | 'warning';
  /** Path below `spec` as `--set` takes it, for example `meshConfig.accesLogFile`. */
  path: string;
  message: string;
  /** What was probably meant or what to do, as the second half of a sentence: `did you mean "accessLogFile"?` */
  suggestion?: string;
  origin: Origin;
}

/** `iop.yaml:7:5` or `--set a=b`; empty where nothing is known. */
export function describeOrigin({file, line, column, set}: Origin): string {
  if (set !== undefined) return `--set ${set}`;
  if (file === undefined) return '';
  return line === undefined ? file : `${file}:${line}:${column ?? 1}`;
}

/** One line: place, severity, path, message and what was probably meant. */
export function formatFinding({severity, path, message, suggestion, origin}: Finding): string {
  const place = describeOrigin(origin);
  return `${place === '' ? '' : `${place} `}${severity} ${path}: ${message}${suggestion === undefined ? '' : `; ${suggestion}`}`;
}
