// SPDX-License-Identifier: Apache-2.0

import type {IstioKind, Specs} from '../model/resource.js';

/** What a schema rule finds. Unreachable routes have codes of their own in `analyze`. */
export interface Problem {
  level: 'Error' | 'Warning';
  text: string;
  route?: {code: 'IST0130' | 'IST0131'; parameters: readonly string[]};
  /** True of an Envoy that enforces the resource, and not of ztunnel. */
  ofEnvoy?: boolean;
}

export type Problems = Generator<Problem, void>;

/** What schema rules see of a resource. `analyze` shows them neither labels nor annotations (spec §4.0). */
export interface Config<K extends IstioKind> {
  name: string;
  namespace: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  spec: Specs[K];
  /** Problems have to be those of the Go istioctl 1.30, wrong ones too. */
  compat: boolean;
}

/** The rules of one kind. */
export type Validator<K extends IstioKind> = (config: Config<K>) => Iterable<Problem>;

export function error(text: string): Problem {
  return {level: 'Error', text};
}

export function warning(text: string): Problem {
  return {level: 'Warning', text};
}

/** Problems with a text before each. */
export function* prefixed(prefix: string, problems: Iterable<Problem>): Problems {
  for (const problem of problems) yield {...problem, text: `${prefix}${problem.text}`};
}

/** Without the warnings: some rules of the reference lose them on the way. */
export function* errorsOf(problems: Iterable<Problem>): Problems {
  for (const problem of problems) if (problem.level === 'Error') yield problem;
}

/** Go's text of a list of errors, where it becomes part of another text. */
export function multiError(texts: readonly string[]): string {
  const count = texts.length === 1 ? '1 error' : `${texts.length} errors`;
  return `${count} occurred:\n${texts.map((text) => `\t* ${text}\n`).join('')}\n`;
}
