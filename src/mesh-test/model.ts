// SPDX-License-Identifier: Apache-2.0

/** One test as it is written. */
export interface MeshTestCase {
  name: string;
  from: {
    workload?: string;
    gateway?: string;
    serviceAccount?: string;
    sourceIP?: string;
    jwt?: Readonly<Record<string, unknown>>;
  };
  request: {url: string; method?: string; headers?: Record<string, string>};
  expect: Expectation;
}

/** What a test expects; what it does not name is not judged. */
export interface Expectation {
  /** `reviews.shop`, with `/SUBSET` where one is meant; or several with their shares. */
  to?: string | {service: string; weight?: number}[];
  status?: number;
  redirect?: string;
  rewrite?: {path?: string; host?: string};
  /** A Go duration. */
  timeout?: string;
  retries?: number;
  mirror?: string;
  fault?: {delay?: string; abort?: number};
  /** As the server gets them; null: not at all. */
  headers?: Record<string, string | null>;
  allowed?: boolean;
  by?: string;
  mtls?: boolean;
}

/** A document with tests. */
export interface MeshTest {
  tests: MeshTestCase[];
}

type Properties = Readonly<Record<string, object>>;

const text = (description: string) => ({type: 'string', minLength: 1, description});
const strict = (properties: Properties, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const patterned = (description: string, pattern: RegExp) => ({type: 'string', pattern: pattern.source, description});
const duration = (description: string) => patterned(description, DURATION);

const DURATION = /^(?:0|(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+)$/;
const ACCOUNT = /^[^\s/]+\/[^\s/]+$/;
const POLICY = /^AuthorizationPolicy [^\s/]+\/[^\s/,]+(?:,? rule \d+)?$/;

/** What a text has to be, by its pattern. */
export const PATTERNS: ReadonlyMap<string, string> = new Map([
  [DURATION.source, 'must be a duration such as 2s or 1m30s'],
  [ACCOUNT.source, 'must be NAMESPACE/NAME'],
  [POLICY.source, 'must be AuthorizationPolicy NAMESPACE/NAME, with rule N where one is meant'],
]);

const DESTINATION = 'Service as NAME.NAMESPACE or host, with /SUBSET';

const caller: Properties = {
  workload: text('Pod or TYPE/NAME of the client, with .NAMESPACE'),
  gateway: text('Gateway that the request comes to, NAME.NAMESPACE'),
  serviceAccount: patterned('NAMESPACE/NAME of another service account than its own', ACCOUNT),
  sourceIP: text('Address of who sends the request to a gateway'),
  jwt: {type: 'object', description: 'Claims of a token, which is taken to be good'},
};

const request: Properties = {
  url: text('URL, or HOST:PORT for a connection'),
  method: text('GET where nothing is said'),
  headers: {type: 'object', additionalProperties: {type: 'string'}},
};

const share: Properties = {
  service: text(DESTINATION),
  weight: {type: 'number', minimum: 0, maximum: 100, description: 'Percentage of the requests'},
};

const rewrite: Properties = {path: text('Path with query, as the server gets it'), host: text('Host')};

const fault: Properties = {
  delay: duration('Duration'),
  abort: {type: 'integer', description: 'Status'},
};

const expectation: Properties = {
  to: {
    description: DESTINATION,
    anyOf: [
      {type: 'string', minLength: 1},
      {type: 'array', minItems: 1, items: strict(share, ['service'])},
    ],
  },
  status: {type: 'integer', description: 'What a proxy answers by itself'},
  redirect: text('Location'),
  rewrite: strict(rewrite),
  timeout: duration('Duration; 0s for none'),
  retries: {type: 'integer', minimum: 0},
  mirror: text(DESTINATION),
  fault: strict(fault),
  headers: {
    type: 'object',
    additionalProperties: {type: ['string', 'null']},
    description: 'As the server gets them; null: not at all',
  },
  allowed: {type: 'boolean'},
  by: patterned('AuthorizationPolicy NAMESPACE/NAME that decides, with rule N where one is meant', POLICY),
  mtls: {type: 'boolean', description: 'Whether the connection to the server is mutual TLS'},
};

const testCase: Properties = {
  name: text('What the test is called'),
  from: strict(caller),
  request: strict(request, ['url']),
  expect: {...strict(expectation), minProperties: 1},
};

/** The JSON schema of a document with tests, for editors and for us. */
export const meshTestSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'MeshTest',
  ...strict(
    {
      apiVersion: {const: 'istioctl/v1'},
      kind: {const: 'MeshTest'},
      metadata: {type: 'object'},
      tests: {type: 'array', minItems: 1, items: strict(testCase, ['name', 'from', 'request', 'expect'])},
    },
    ['apiVersion', 'kind', 'tests'],
  ),
};

/** The fields of each object of a document, by the names on the way to it. */
export const fieldsOf: Readonly<Record<string, Properties>> = {
  '': meshTestSchema.properties,
  tests: testCase,
  'tests.from': caller,
  'tests.request': request,
  'tests.expect': expectation,
  'tests.expect.rewrite': rewrite,
  'tests.expect.fault': fault,
  'tests.expect.to': share,
};
