// SPDX-License-Identifier: Apache-2.0
import {ForeignMistake, type ForeignTest, isRecord, requiredRecord, requiredText} from './model.js';

const OF_INPUT: ReadonlySet<string> = new Set([
  ...['authority', 'path', 'method', 'random_value', 'internal', 'additional_request_headers', 'additional_headers'],
  ...['ssl', 'runtime', 'additional_response_headers'],
]);

/** What of `validate` is judged. */
const JUDGED: ReadonlySet<string> = new Set([
  ...['cluster_name', 'virtual_host_name', 'host_rewrite', 'path_rewrite', 'path_redirect'],
  ...['request_header_matches', 'request_header_fields', 'header_fields'],
]);

/** Returns the tests of a document of router_check_tool; undefined for other documents. Older ones are just a list. */
export function checksIn(document: unknown): readonly unknown[] | undefined {
  const tests = isRecord(document) && document['kind'] === undefined ? document['tests'] : document;
  if (!Array.isArray(tests) || tests.length === 0) return undefined;
  return tests.some((one) => isRecord(one) && one['test_name'] !== undefined) ? tests : undefined;
}

/**
 * Returns the tests of a file for Envoy's router_check_tool
 * (https://www.envoyproxy.io/docs/envoy/latest/configuration/operations/tools/router_check).
 *
 * @throws ForeignMistake for what is no test
 */
export function routerChecks(tests: readonly unknown[], origin: Pick<ForeignTest, 'file' | 'line'>): ForeignTest[] {
  return tests.map((one, i) => {
    const place = `tests[${i}]`;
    if (!isRecord(one)) throw new ForeignMistake(`${place}: must be an object`);
    const name = requiredText(one, 'test_name', place);
    const input = requiredRecord(one, 'input', place);
    const fields = requiredRecord(one, 'validate', place);
    for (const key of ['request_header_fields', 'header_fields']) pairs(fields[key], `${place}.validate.${key}`);
    if (Object.keys(fields).length === 0) throw new ForeignMistake(`${place}.validate: names nothing to judge`);
    return {
      ...origin,
      name,
      request: {
        authority: requiredText(input, 'authority', `${place}.input`),
        path: requiredText(input, 'path', `${place}.input`),
        method: input['method'] === undefined ? 'GET' : requiredText(input, 'method', `${place}.input`),
        headers: {
          ...pairs(
            input['additional_request_headers'] ?? input['additional_headers'],
            `${place}.input.additional_request_headers`,
          ),
          ...(input['internal'] === true && {'x-envoy-internal': 'true'}),
        },
      },
      expect: {kind: 'route', fields, randomValue: Number(input['random_value'] ?? 0)},
      notJudged: notJudgedIn(one, input, fields),
    };
  });
}

function notJudgedIn(one: object, input: Readonly<Record<string, unknown>>, fields: object): string[] {
  return [
    ...Object.keys(one).filter((key) => !['test_name', 'input', 'validate'].includes(key)),
    ...Object.keys(input)
      .filter((key) => !OF_INPUT.has(key) || isWithoutAnswer(key, input[key]))
      .map((key) => `input.${key}`),
    ...Object.keys(fields)
      .filter((key) => !JUDGED.has(key))
      .map((key) => `validate.${key}`),
  ];
}

/** Neither TLS of the client, switches at run time nor answers of the server are followed. */
function isWithoutAnswer(key: string, value: unknown): boolean {
  if (key === 'ssl') return value === true;
  if (key === 'random_value') return !Number.isSafeInteger(Number(value)) || Number(value) < 0;
  return key === 'runtime' || key === 'additional_response_headers';
}

/** A list of `key` and `value`. */
export function pairs(value: unknown, place: string): Readonly<Record<string, string>> {
  if (value == null) return {};
  if (!Array.isArray(value)) throw new ForeignMistake(`${place}: must be a list`);
  return Object.fromEntries(
    value.map((one: unknown, i) => {
      if (!isRecord(one)) throw new ForeignMistake(`${place}[${i}]: must be an object`);
      return [requiredText(one, 'key', `${place}[${i}]`), textValue(one['value'])];
    }),
  );
}

/** YAML makes numbers of some texts. */
function textValue(value: unknown): string {
  return typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value);
}
