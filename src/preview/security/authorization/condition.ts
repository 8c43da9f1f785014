// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';

/** An attribute with the values that it must have, and those that it must not have. */
export interface Condition {
  values: readonly string[];
  notValues: readonly string[];
  /** Returns what matches one of the values; undefined where a value cannot be expressed. */
  matcher: Matcher;
}

/** Where policies are enforced: on requests, or on connections that know nothing of requests. */
export type Layer = 'http' | 'tcp';

/** Several values either become alternatives of the RBAC filter, or one matcher of all of them. */
export type Matcher =
  | {each: (value: string, layer: Layer) => EnvoyMessage | undefined}
  | {all: (values: readonly string[], layer: Layer) => EnvoyMessage | undefined};

/** The fields by which permissions or principals of the RBAC filter are joined. */
export interface Connectives {
  and(parts: readonly EnvoyMessage[]): EnvoyMessage;
  or(parts: readonly EnvoyMessage[]): EnvoyMessage;
  not(part: EnvoyMessage): EnvoyMessage;
}

export interface Building {
  layer: Layer;
  /** Whether a value that cannot be expressed makes the whole rule void, as in ALLOW; else the value is left out. */
  strict: boolean;
  connectives: Connectives;
}

/** Returns conditions as one permission or principal, `any` where there are none; undefined where the rule is void. */
export function conjunction(conditions: readonly Condition[], building: Building): EnvoyMessage | undefined {
  const parts: EnvoyMessage[] = [];
  for (const condition of conditions) {
    const positive = alternatives(condition.values, condition, building);
    const negative = alternatives(condition.notValues, condition, building);
    if (positive === VOID || negative === VOID) return undefined;
    if (positive) parts.push(positive);
    if (negative) parts.push(building.connectives.not(negative));
  }
  return building.connectives.and(parts.length > 0 ? parts : [{any: true}]);
}

const VOID = 'void';

function alternatives(
  values: readonly string[],
  {matcher}: Condition,
  {layer, strict, connectives}: Building,
): EnvoyMessage | undefined | typeof VOID {
  if (values.length === 0) return undefined;
  if ('all' in matcher) return matcher.all(values, layer) ?? (strict ? VOID : undefined);
  const {each} = matcher;
  const matched = values.map((value) => each(value, layer));
  const known = matched.filter((match) => match !== undefined);
  if (strict && known.length < matched.length) return VOID;
  return known.length > 0 ? connectives.or(known) : undefined;
}

/** Returns a condition; none where it names no values. */
export function condition(
  matcher: Matcher,
  values: readonly string[] = [],
  notValues: readonly string[] = [],
): Condition[] {
  return values.length > 0 || notValues.length > 0 ? [{matcher, values, notValues}] : [];
}
