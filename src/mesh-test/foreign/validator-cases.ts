// SPDX-License-Identifier: Apache-2.0
import {ForeignMistake, type ForeignTest, isRecord, requiredRecord} from './model.js';

/** What a case may expect of a rule, by the names of VirtualServices. */
const EXPECTED = ['route', 'redirect', 'rewrite', 'fault', 'headers', 'delegate'];

const OF_CASE: ReadonlySet<string> = new Set(['description', 'wantMatch', 'request', ...EXPECTED]);
const OF_REQUEST: ReadonlySet<string> = new Set(['authority', 'method', 'uri', 'headers']);

/** Returns the cases of a document of istio-config-validator; undefined for other documents. Go's JSON takes keys in any case. */
export function casesIn(document: unknown): readonly unknown[] | undefined {
  if (!isRecord(document) || document['kind'] !== undefined) return undefined;
  const key = Object.keys(document).find((one) => one.toLowerCase() === 'testcases');
  const cases = key === undefined ? undefined : document[key];
  return Array.isArray(cases) ? cases : undefined;
}

/**
 * Returns the tests of the cases of istio-config-validator, one for each combination of host, method and path
 * (https://github.com/getyourguide/istio-config-validator/blob/main/docs/test-cases.md).
 *
 * @throws ForeignMistake for what is no case
 */
export function validatorTests(cases: readonly unknown[], origin: Pick<ForeignTest, 'file' | 'line'>): ForeignTest[] {
  return cases.flatMap((one, i) => {
    const place = `testCases[${i}]`;
    if (!isRecord(one)) throw new ForeignMistake(`${place}: must be an object`);
    const request = requiredRecord(one, 'request', place);
    const headers = headersOf(request['headers'], `${place}.request.headers`);
    const fields = Object.fromEntries(EXPECTED.flatMap((key) => (one[key] == null ? [] : [[key, one[key]]])));
    const notJudged = [...unknownIn(one, OF_CASE, ''), ...unknownIn(request, OF_REQUEST, 'request.')];
    if (Object.keys(fields).length === 0 && notJudged.length === 0) {
      throw new ForeignMistake(`${place}: names nothing to judge: ${EXPECTED.join(', ')}`);
    }
    const wantMatch = one['wantMatch'] === true;
    const combinations = combinationsOf(request, `${place}.request`);
    const description = typeof one['description'] === 'string' ? one['description'] : place;
    return combinations.map(({authority, method, path}) => ({
      ...origin,
      name: combinations.length > 1 ? `${description} (${method} ${authority}${path})` : description,
      request: {authority, method, path, headers},
      expect: {kind: 'rule' as const, wantMatch, fields},
      notJudged,
    }));
  });
}

function unknownIn(record: object, known: ReadonlySet<string>, prefix: string): string[] {
  return Object.keys(record).flatMap((key) => (known.has(key) ? [] : [`${prefix}${key}`]));
}

function combinationsOf(request: Readonly<Record<string, unknown>>, place: string) {
  const [authorities, methods, uris] = ['authority', 'method', 'uri'].map((key) =>
    textsOf(request[key], `${place}.${key}`),
  );
  return (uris ?? []).flatMap((uri) =>
    (authorities ?? []).flatMap((authority) =>
      (methods ?? []).map((method) => ({authority, method, path: pathOf(uri)})),
    ),
  );
}

function textsOf(value: unknown, place: string): string[] {
  if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'))
    return value.map(String);
  throw new ForeignMistake(`${place}: must be a list of texts that is not empty`);
}

/** Of a whole URL the path and query. */
function pathOf(uri: string): string {
  const path = uri.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/#.*$/, '');
  return path.startsWith('/') ? path : `/${path}`;
}

function headersOf(value: unknown, place: string): Readonly<Record<string, string>> {
  if (value == null) return {};
  if (!isRecord(value)) throw new ForeignMistake(`${place}: must be an object`);
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]));
}
