// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** `reviews.shop`, with `/SUBSET` where one is meant. */
const destination = z.string().min(1).describe('Service as NAME.NAMESPACE or host, with /SUBSET');

const share = z.strictObject({
  service: destination,
  weight: z.number().min(0).max(100).optional().describe('Percentage of the requests'),
});

const caller = z.strictObject({
  workload: z.string().optional().describe('Pod or TYPE/NAME of the client, with .NAMESPACE'),
  gateway: z.string().optional().describe('Gateway that the request comes to, NAME.NAMESPACE'),
  serviceAccount: z.string().optional().describe('NAMESPACE/NAME of another service account than its own'),
  sourceIP: z.string().optional().describe('Address of who sends the request to a gateway'),
  jwt: z.record(z.string(), z.unknown()).optional().describe('Claims of a token, which is taken to be good'),
});

const request = z.strictObject({
  url: z.string().min(1).describe('URL, or HOST:PORT for a connection'),
  method: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
});

const expectation = z.strictObject({
  to: z.union([destination, z.array(share).min(1)]).optional(),
  status: z.number().int().optional().describe('What a proxy answers by itself'),
  redirect: z.string().optional().describe('Location'),
  rewrite: z.strictObject({path: z.string().optional(), host: z.string().optional()}).optional(),
  timeout: z.string().optional().describe('Duration; 0s for none'),
  retries: z.number().int().min(0).optional(),
  mirror: destination.optional(),
  fault: z.strictObject({delay: z.string().optional(), abort: z.number().int().optional()}).optional(),
  headers: z.record(z.string(), z.string().nullable()).optional().describe('As the server gets them; null: not at all'),
  allowed: z.boolean().optional(),
  by: z.string().optional().describe('AuthorizationPolicy NAMESPACE/NAME that decides'),
  mtls: z.boolean().optional().describe('Whether the connection to the server is mutual TLS'),
});

const test = z.strictObject({name: z.string().min(1), from: caller, request, expect: expectation});

/** A document with tests. */
export const meshTest = z.strictObject({
  apiVersion: z.literal('istioctl/v1'),
  kind: z.literal('MeshTest'),
  metadata: z.looseObject({name: z.string().optional()}).optional(),
  tests: z.array(test).min(1),
});

/** One test as it is written. */
export type MeshTestCase = z.infer<typeof test>;
export type Expectation = z.infer<typeof expectation>;

/** Returns the JSON schema of a document with tests, for editors. */
export function meshTestSchema(): object {
  return z.toJSONSchema(meshTest);
}

/** Returns the fields that an object at a path may have; undefined for a path that has none of its own. */
export function fieldsAt(path: readonly PropertyKey[]): readonly string[] | undefined {
  const names = path.filter((step) => typeof step === 'string');
  const shapes: Record<string, z.ZodObject> = {
    '': meshTest,
    tests: test,
    'tests.from': caller,
    'tests.request': request,
    'tests.expect': expectation,
    'tests.expect.rewrite': z.strictObject({path: z.string(), host: z.string()}),
    'tests.expect.fault': z.strictObject({delay: z.string(), abort: z.string()}),
    'tests.expect.to': share,
  };
  const shape = shapes[names.join('.')];
  return shape && Object.keys(shape.shape);
}
