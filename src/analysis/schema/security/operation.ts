// SPDX-License-Identifier: Apache-2.0

import type {Specs} from '../../model/resource.js';
import {error, type Problems} from '../problem.js';
import {nonEmpty, ports} from './values.js';

type Rule = NonNullable<Specs['AuthorizationPolicy']['rules']>[number];
type Operation = NonNullable<NonNullable<Rule['to']>[number]['operation']>;

const NON_EMPTY = [
  ['ports', 'Ports'],
  ['methods', 'Methods'],
  ['paths', 'Paths'],
  ['hosts', 'Hosts'],
  ['notPorts', 'NotPorts'],
  ['notMethods', 'NotMethods'],
  ['notPaths', 'NotPaths'],
  ['notHosts', 'NotHosts'],
] as const;

export function* operation(given: Operation, rule: number): Problems {
  if (Object.keys(given).length === 0) yield error(`\`to.operation\` must not be empty, found at rule ${rule}`);
  yield* ports(given.ports);
  yield* ports(given.notPorts);
  for (const [field, name] of NON_EMPTY) yield* nonEmpty(given[field], name);
  yield* templates(given.paths, 'Paths');
  yield* templates(given.notPaths, 'NotPaths');
}

/** Only the first path that is wrong counts. */
function* templates(paths: readonly string[] | undefined, name: string): Problems {
  const problem = (paths ?? []).map((path) => templateProblem(path, name)).find((found) => found !== undefined);
  if (problem !== undefined) yield error(problem);
}

const SEGMENT = /^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/;

/** `{*}` stands for one segment of a path, `{**}` for the rest of it. */
function templateProblem(path: string, name: string): string | undefined {
  const trimmed = path.replace(/^\/+|\/+$/g, '');
  const segments = trimmed.split('/');
  const isTemplate = path.includes('{*}') || path.includes('{**}');
  const unsupported = `invalid or unsupported path ${trimmed}, found in ${name}.`;
  let rest = false;
  for (const segment of segments) {
    if (segment === '{*}' || segment === '{**}') {
      if (rest) return `${unsupported} {**} is not the last operator`;
      rest = segment === '{**}';
    } else if (/[{}]/.test(segment)) {
      return `${unsupported} Contains '{' or '}' beyond a supported path template`;
    } else if (isTemplate && !SEGMENT.test(segment)) {
      return `${unsupported} Contains segment ${segment} with invalid string literal`;
    }
  }
  return undefined;
}
