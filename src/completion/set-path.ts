// SPDX-License-Identifier: Apache-2.0

/** A field that may follow a `--set` path. */
export interface SetField {
  name: string;
  /** `object` and `list` go on; anything else takes a value. */
  type: string;
  doc?: string | undefined;
  /** What an enum may be. */
  values?: readonly string[] | undefined;
}

/**
 * Completes the argument of `--set`: the next field of a path (`values.global.pro` → `values.global.proxy.`), or behind
 * `=` what the field may be.
 */
export function completeSet(
  typed: string,
  fieldsAt: (path: string) => readonly SetField[],
  profiles: () => readonly string[],
): {candidates: {text: string; description?: string | undefined}[]; mode: 'done' | 'nospace'} {
  const equals = typed.indexOf('=');
  if (equals >= 0) {
    const path = typed.slice(0, equals);
    const candidates = valuesFor(path, fieldsAt, profiles).map((value) => ({text: `${path}=${value}`}));
    return {candidates: candidates.filter(({text}) => text.startsWith(typed)), mode: 'done'};
  }
  const dot = typed.lastIndexOf('.');
  const parent = dot < 0 ? '' : typed.slice(0, dot);
  const head = dot < 0 ? '' : typed.slice(0, dot + 1);
  const candidates = fieldsAt(parent)
    .map(({name, type, doc}) => ({text: head + name + suffix(type), description: doc}))
    .filter(({text}) => text.startsWith(typed))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
  return {candidates, mode: 'nospace'};
}

function suffix(type: string): string {
  if (type === 'object') return '.';
  return type === 'list' ? '[' : '=';
}

function valuesFor(
  path: string,
  fieldsAt: (path: string) => readonly SetField[],
  profiles: () => readonly string[],
): string[] {
  if (path === 'profile') return [...profiles()];
  const dot = path.lastIndexOf('.');
  const field = fieldsAt(dot < 0 ? '' : path.slice(0, dot)).find(({name}) => name === path.slice(dot + 1));
  if (field?.type === 'bool') return ['false', 'true'];
  return [...(field?.values ?? [])];
}
