// SPDX-License-Identifier: Apache-2.0
import {posix} from 'node:path';
import {ExitCode, IstioctlError} from '../../errors.js';

/** One step of a path: a map key, a list index, or the list element that has this entry. */
export type Step = {key: string} | {index: number} | {where: string; is: string};

/** An overlay's path may also name an element of a list of scalars by a pattern. */
export type OverlayStep = Step | {matches: string};

/**
 * The steps of a `--set` path below `spec` (spec §2.3): split at dots, `\.` is a dot inside a key, `a[0]` is `a.[0]`;
 * dots inside brackets do not split. Blanks around the path, `//`, `./` and `..` go as in a file path.
 * Throws for brackets that are neither an index nor `[key:value]`, and for a path that starts in brackets.
 */
export function parseSetPath(text: string): Step[] {
  return parsePath(text, (selector) => {
    const step = parseSelector(selector);
    if (step !== undefined) return step;
    throw badPath(`--set ${text}`, `unknown segment [${selector}]`);
  });
}

/** The steps of an overlay's path: as in `--set`, and `[:pattern]` or `[pattern]` (spec §2.8). */
export function parseOverlayPath(text: string): OverlayStep[] {
  return parsePath<OverlayStep>(text, (selector) => parseSelector(selector) ?? {matches: selector.replace(/^:/, '')});
}

function parsePath<S extends OverlayStep>(text: string, select: (selector: string) => S): (S | {key: string})[] {
  const steps: (S | {key: string})[] = [];
  for (const part of splitParts(cleanPath(text))) {
    const bracket = part.search(/(?<!\\)\[/);
    const key = bracket < 0 ? part : part.slice(0, bracket);
    if (key !== '') steps.push({key: key.replaceAll('\\.', '.')});
    if (bracket >= 0) steps.push(...splitSelectors(part.slice(bracket), text).map(select));
  }
  if (steps[0] === undefined) throw badPath(`path "${text}"`, 'the path is empty');
  if (!('key' in steps[0])) throw badPath(`path "${text}"`, 'a path starts with the name of a field');
  return steps;
}

export function formatSteps(steps: readonly OverlayStep[]): string {
  return steps.map(formatStep).join('').replace(/^\./, '');
}

function formatStep(step: OverlayStep): string {
  if ('key' in step) return `.${step.key.replaceAll('.', '\\.')}`;
  if ('index' in step) return `[${step.index}]`;
  return 'where' in step ? `[${step.where}:${step.is}]` : `[${step.matches}]`;
}

function cleanPath(text: string): string {
  const path = posix.normalize(text.trim());
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  return trimmed.replace(/^\./, '').replace(/\.$/, '');
}

/** Splits at dots that are neither escaped nor in brackets; empty parts go. */
function splitParts(path: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (let i = 0; i < path.length; i++) {
    const char = path.charAt(i);
    if (char === '[') depth++;
    if (char === ']') depth = Math.max(0, depth - 1);
    if (char === '.' && depth === 0 && path.charAt(i - 1) !== '\\') {
      parts.push(part);
      part = '';
    } else {
      part += char;
    }
  }
  return [...parts, part].filter((each) => each !== '');
}

function splitSelectors(brackets: string, path: string): string[] {
  const selectors = brackets.match(/\[[^[\]]*\]/g) ?? [];
  if (selectors.join('') !== brackets) throw badPath(`path "${path}"`, `cannot read ${brackets}`);
  return selectors.map((selector) => selector.slice(1, -1).replaceAll('\\.', '.'));
}

function parseSelector(selector: string): Step | undefined {
  if (/^-?[0-9]+$/.test(selector)) return {index: Number(selector)};
  const colon = selector.indexOf(':');
  return colon > 0 ? {where: selector.slice(0, colon), is: selector.slice(colon + 1)} : undefined;
}

function badPath(where: string, problem: string): IstioctlError {
  return new IstioctlError(`${where}: ${problem}`, {
    exitCode: ExitCode.Usage,
    hint: 'Paths look like a.b, a[0].b or a[name:x].b; a dot inside a name is written \\. .',
  });
}
