// SPDX-License-Identifier: Apache-2.0

/** A test in a format of others: of one request through one proxy. */
export interface ForeignTest {
  name: string;
  file: string;
  /** Of its document. */
  line: number;
  request: ForeignRequest;
  expect: ExpectedRule | ExpectedRoute;
  /** Fields that are not judged here; with any of them the test never passes. */
  notJudged: string[];
}

export interface ForeignRequest {
  authority: string;
  /** With the query. */
  path: string;
  method: string;
  headers: Readonly<Record<string, string>>;
}

/** Of istio-config-validator: what the rule of a VirtualService has that takes the request. */
export interface ExpectedRule {
  kind: 'rule';
  /** Whether the rule has the fields, or must have other ones. */
  wantMatch: boolean;
  /** As in a VirtualService: `route`, `redirect`, `rewrite`, `fault`, `headers`, `delegate`. */
  fields: Readonly<Record<string, unknown>>;
}

/** Of Envoy's router_check_tool: what its router does with the request. */
export interface ExpectedRoute {
  kind: 'route';
  /** As in `validate`: `cluster_name`, `path_rewrite`, …. */
  fields: Readonly<Record<string, unknown>>;
  /** Chooses among weighted clusters. */
  randomValue: number;
}

/** A mistake in a document: what is wrong, and where in it. */
export class ForeignMistake extends Error {}

/** Returns a text of a record that has to be there. */
export function requiredText(record: Readonly<Record<string, unknown>>, key: string, place: string): string {
  const value = record[key];
  if (typeof value === 'string' && value !== '') return value;
  throw new ForeignMistake(`${place}.${key}: must be a text that is not empty`);
}

/** Returns a record of a record that has to be there. */
export function requiredRecord(
  record: Readonly<Record<string, unknown>>,
  key: string,
  place: string,
): Readonly<Record<string, unknown>> {
  const value = record[key];
  if (isRecord(value)) return value;
  throw new ForeignMistake(`${place}.${key}: must be an object`);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
