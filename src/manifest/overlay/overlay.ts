// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import {YamlError} from '../../yaml/error.js';
import {parseYaml} from '../../yaml/parse.js';
import {formatSteps, type OverlayStep, parseOverlayPath} from '../input/set-path.js';
import {cloneTree, getKey, isTree, setKey, type Tree, textIn} from '../input/tree.js';

/** Changes of one object by path, `k8s.overlays` (spec §2.8). */
export interface Overlay {
  kind: string;
  name: string;
  patches: readonly OverlayPatch[];
}

export interface OverlayPatch {
  path: string;
  /** Null or undefined deletes. */
  value: unknown;
}

/** The overlays in settings that may be anything. */
export function readOverlays(settings: Tree): Overlay[] {
  const overlays = getKey(settings, 'overlays');
  if (!Array.isArray(overlays)) return [];
  return overlays.filter(isTree).map((overlay) => {
    const patches = getKey(overlay, 'patches');
    return {
      kind: textIn(overlay, ['kind']) ?? '',
      name: textIn(overlay, ['name']) ?? '',
      patches: (Array.isArray(patches) ? patches : []).filter(isTree).map((patch) => ({
        path: textIn(patch, ['path']) ?? '',
        value: getKey(patch, 'value'),
      })),
    };
  });
}

/** The object with the overlay's patches made, itself unchanged; a patch that cannot be made is told and left out. */
export function applyOverlay(
  object: Tree,
  overlay: Overlay,
  options: {compat: boolean},
  problem: (text: string) => void,
): Tree {
  let at = object;
  for (const patch of overlay.patches) {
    try {
      const steps = parseOverlayPath(patch.path);
      const next = cloneTree(at);
      applyPatch(next, steps, readValue(patch.value, steps, options.compat));
      at = next;
    } catch (error) {
      if (!(error instanceof IstioctlError)) throw error;
      problem(`${patch.path}: ${error.message}`);
    }
  }
  return at;
}

/** Maps of texts: what stands in them is text, whatever it looks like. */
const TEXT_MAPS = new Set(['data', 'stringData', 'binaryData', 'annotations', 'labels', 'matchLabels', 'nodeSelector']);

/**
 * A text of one line with `: `, or of several with `:`, that is a YAML map stands for this map, unless it is JSON. The
 * reference does so everywhere; we (but for `compat`) not in maps of texts, where no map can stand.
 */
function readValue(value: unknown, steps: readonly OverlayStep[], compat: boolean): unknown {
  if (typeof value !== 'string' || isJson(value)) return value;
  const parent = steps.at(-2);
  if (!compat && parent !== undefined && 'key' in parent && TEXT_MAPS.has(parent.key)) return value;
  const oneLine = !value.trimEnd().includes('\n');
  if (!value.includes(oneLine ? ': ' : ':')) return value;
  try {
    const parsed = parseYaml(value);
    return isTree(parsed) ? parsed : value;
  } catch (error) {
    if (error instanceof YamlError) return value;
    throw error;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function applyPatch(object: Tree, steps: OverlayStep[], value: unknown): void {
  const last = steps[steps.length - 1];
  if (last === undefined) return;
  let at: unknown = object;
  for (const [i, step] of steps.slice(0, -1).entries())
    at = descend(at, step, steps, i, value === null || value === undefined);
  const where = formatSteps(steps.slice(0, -1)) || 'the object';
  if (value === null || value === undefined) remove(at, last, where);
  else assign(at, last, value, where);
}

/** The value behind a step; maps and lists that are missing are made, unless something is to be deleted. */
function descend(at: unknown, step: OverlayStep, steps: OverlayStep[], i: number, deleting: boolean): unknown {
  const where = formatSteps(steps.slice(0, i)) || 'the object';
  const next = steps[i + 1];
  const place = locate(at, step, where);
  const found = Array.isArray(at) ? at[Number(place)] : getKey(at, place);
  if (found !== undefined && found !== null) return found;
  if (deleting) throw new IstioctlError(`there is no ${formatSteps([step])} in ${where}`);
  const made = next !== undefined && 'key' in next ? {} : [];
  put(at, place, made);
  return made;
}

/** The key or index of a step; a list's length where an index asks to append. */
function locate(at: unknown, step: OverlayStep, where: string): string | number {
  if ('key' in step) {
    if (isTree(at)) return step.key;
    throw new IstioctlError(`${where} is no object, so it has no field "${step.key}"`);
  }
  if (!Array.isArray(at)) throw new IstioctlError(`${where} is no list`);
  if ('index' in step) return step.index < 0 || step.index >= at.length ? at.length : step.index;
  const found = at.findIndex((item) =>
    'where' in step ? scalarText(getKey(item, step.where)) === step.is : matches(step.matches, scalarText(item)),
  );
  if (found < 0) throw new IstioctlError(`${where} has no element ${formatSteps([step])}`);
  return found;
}

function scalarText(value: unknown): string | undefined {
  return typeof value === 'string'
    ? value
    : ['number', 'boolean'].includes(typeof value)
      ? JSON.stringify(value)
      : undefined;
}

function matches(pattern: string, text: string | undefined): boolean {
  try {
    return text !== undefined && new RegExp(pattern, 'u').test(text);
  } catch (error) {
    throw new IstioctlError(`[${pattern}] is no regular expression`, {cause: error});
  }
}

function remove(at: unknown, step: OverlayStep, where: string): void {
  const place = locate(at, step, where);
  if (Array.isArray(at) && Number(place) < at.length) at.splice(Number(place), 1);
  else if (isTree(at) && getKey(at, place) !== undefined) delete at[place];
  else throw new IstioctlError(`there is no ${formatSteps([step])} in ${where}`);
}

/** A single value for a list is added to it. */
function assign(at: unknown, step: OverlayStep, value: unknown, where: string): void {
  const place = locate(at, step, where);
  const found = getKey(at, place);
  if (isTree(at) && Array.isArray(found) && !Array.isArray(value)) {
    found.push(value);
  } else {
    put(at, place, cloneTree(value));
  }
}

function put(at: unknown, place: string | number, value: unknown): void {
  if (Array.isArray(at)) at[Number(place)] = value;
  else if (isTree(at)) setKey(at, String(place), value);
}
