// SPDX-License-Identifier: Apache-2.0
import {takesText} from '../../api/operator/paths.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {formatSteps, parseSetPath, type Step} from './set-path.js';
import {parseSetValue} from './set-value.js';
import {cloneTree, getKey, isTree, setKey, type Tree} from './tree.js';

/** A `--set` argument, read but not yet applied. */
export interface SetArgument {
  /** As typed. */
  argument: string;
  /** From `spec` down. */
  steps: readonly Step[];
  value: unknown;
}

/**
 * Reads `path=value`. Only the first `=` separates; an argument without any is refused. A field that holds text gets it
 * as written, so that `revision=1` is no number. `compat` does as the reference: an argument that has not exactly one
 * `=` is a path as a whole and sets the empty text, all fields are typed alike (so `revision=1` is refused), and
 * `{a,b}` is text.
 */
export function parseSetArgument(argument: string, compat: boolean): SetArgument {
  const equals = argument.indexOf('=');
  if (equals < 0 && !compat) {
    const hint = `Write --set ${argument.trim()}=VALUE; for the empty value --set ${argument.trim()}= .`;
    throw new IstioctlError(`--set ${argument}: there is no value`, {exitCode: ExitCode.Usage, hint});
  }
  const whole = equals < 0 || (compat && argument.includes('=', equals + 1));
  const path = whole ? argument : argument.slice(0, equals);
  const text = whole ? '' : argument.slice(equals + 1).trim();
  const steps: Step[] = [{key: 'spec'}, ...parseSetPath(path)];
  const typing = compat ? 'scalar' : takesText(fieldPath(steps)) ? 'text' : 'any';
  return {argument, steps, value: parseSetValue(formatSteps(steps), text, typing)};
}

/** The steps below `spec` as the schema tables know them. */
function fieldPath(steps: readonly Step[]): (string | number)[] {
  return steps
    .slice(1)
    .map((step) => ('key' in step ? step.key : 'index' in step ? step.index : `[${step.where}:${step.is}]`));
}

/**
 * Applies the argument to the document in place (spec §2.3) and returns the path it set, selectors resolved. Maps and
 * lists on the way are made where there are none; an index outside of a list appends. Throws an
 * {@link IstioctlError} where a list element is not found or a path leads through something that is no map or list.
 */
export function applySet(document: Tree, set: SetArgument): (string | number)[] {
  const path: (string | number)[] = [];
  let at: unknown = document;
  for (const [i, step] of set.steps.entries()) {
    const last = i === set.steps.length - 1;
    const key = resolveStep(at, step, set, i);
    path.push(key);
    if (last) assign(at, key, cloneTree(set.value));
    else at = descend(at, key, set.steps[i + 1]);
  }
  return path;
}

/** The key or index that a step means in this map or list. */
function resolveStep(at: unknown, step: Step, set: SetArgument, i: number): string | number {
  const where = formatSteps(set.steps.slice(0, i));
  if ('key' in step) {
    if (isTree(at)) return step.key;
    throw refused(set, `${where} is ${describe(at)}, so it has no field "${step.key}"`, hintFor(at, where));
  }
  if (!Array.isArray(at)) throw refused(set, `${where} is ${describe(at)}, not a list`);
  if ('index' in step) return step.index < 0 || step.index >= at.length ? at.length : step.index;
  const found = at.findIndex((item) => getKey(item, step.where) === step.is);
  if (found >= 0) return found;
  const present = at.map((item) => getKey(item, step.where)).filter((value) => typeof value === 'string');
  const hint =
    present.length === 0 ? undefined : `There is ${present.map((name) => `[${step.where}:${name}]`).join(', ')}.`;
  throw refused(set, `merge inputs: element [${step.where}:${step.is}] not found in ${where}`, hint);
}

function descend(at: unknown, key: string | number, next: Step | undefined): unknown {
  const found = getKey(at, key);
  if (found !== undefined && found !== null) return found;
  const made: unknown = next === undefined || 'key' in next ? {} : [];
  assign(at, key, made);
  return made;
}

function assign(at: unknown, key: string | number, value: unknown): void {
  if (Array.isArray(at) && typeof key === 'number') at[key] = value;
  else if (isTree(at) && typeof key === 'string') setKey(at, key, value);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return isTree(value) ? 'an object' : `the value ${JSON.stringify(value)}`;
}

function hintFor(at: unknown, where: string): string | undefined {
  const path = where.replace(/^spec\./, '');
  return Array.isArray(at) ? `Name an element: ${path}[0] or ${path}[name:NAME].` : undefined;
}

function refused(set: SetArgument, problem: string, hint?: string): IstioctlError {
  return new IstioctlError(`--set ${set.argument}: ${problem}`, {exitCode: ExitCode.Usage, hint});
}
