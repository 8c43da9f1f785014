// SPDX-License-Identifier: Apache-2.0

export type Path = readonly (string | number)[];

/** A finding before it is known where the value was written. `path` starts at the document, so with `spec`. */
export interface Problem {
  path: Path;
  severity: 'error' | 'warning';
  /** Whether the key is wrong or what it holds. */
  at: 'key' | 'value';
  message: string;
  suggestion?: string;
}

/** What rules say of a single value: why it will not do and, where that is clear, what was meant. */
export interface Complaint {
  message: string;
  suggestion?: string;
}

/** The path as `--set` takes it, without the leading `spec`: `components.ingressGateways[0].name`, dots in keys escaped. */
export function formatPath(path: Path): string {
  const steps = path[0] === 'spec' && path.length > 1 ? path.slice(1) : path;
  let text = '';
  for (const step of steps) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += (text === '' ? '' : '.') + step.replaceAll('.', '\\.');
  }
  return text;
}

export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at that path, or undefined; inherited properties are never seen. */
export function valueAt(root: unknown, path: Path): unknown {
  let value: unknown = root;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === 'number') value = value[step];
    else if (isMapping(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}

const LONGEST_QUOTE = 60;

/** The offending value in a message: texts quoted and cut, maps and lists by their kind. */
export function quote(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isMapping(value)) return 'a map';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value);
}
