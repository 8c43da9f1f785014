// SPDX-License-Identifier: Apache-2.0
import {parseDuration} from '../../cli/argv/flag-value.js';
import {type DescribedRequest, describeRequest} from '../../describe/request.js';
import {parseRequest, type TraceRequest} from '../../envoy/trace/request.js';
import {IstioctlError} from '../../errors.js';
import {judge} from '../../mesh-test/judge.js';
import {observe} from '../../mesh-test/observed.js';
import type {ReadTest} from '../../mesh-test/read.js';
import {outcomeOf, type TestResult} from '../../mesh-test/result.js';
import type {Mesh, Pod} from '../../preview/model/mesh.js';
import {decidesRequests} from '../../preview/not-simulated.js';
import {findPod} from '../../preview/read/target.js';
import {type DumpOfPod, endsOf} from '../preview/request-mesh.js';
import {placesOf} from './places.js';

/** What tests are run on. */
export interface TestedMesh {
  mesh: Mesh;
  /** Of workloads that name none. */
  namespace: string;
  dumpOf(pod: Pod): Promise<DumpOfPod>;
}

/** The way of a test's request, and the parts of proxies on it that are not simulated and may decide. */
export interface FollowedTest {
  described: DescribedRequest;
  notSimulated: string[];
}

/** Returns what becomes of a test: its request is followed through the proxies of both ends. */
export async function runTest(test: ReadTest, tested: TestedMesh): Promise<TestResult> {
  const {mesh} = tested;
  try {
    const {described, notSimulated} = await followTest(test, tested);
    const complaints = judge(test.expect, observe(described, mesh.settings.domain), parseDuration);
    const outcome = outcomeOf(complaints, notSimulated);
    return {test, outcome, complaints, notSimulated, described, places: placesOf(described, mesh)};
  } catch (error) {
    if (!(error instanceof IstioctlError)) throw error;
    return {test, outcome: 'unclear', complaints: [], problem: error.message, notSimulated: [], places: []};
  }
}

/**
 * Follows the request of a test through the proxies of both ends.
 *
 * @throws IstioctlError for clients that are not in the mesh, and for requests that cannot be read
 */
export async function followTest(
  {from, request}: Pick<ReadTest, 'from' | 'request'>,
  {mesh, namespace, dumpOf}: TestedMesh,
): Promise<FollowedTest> {
  const pod = findPod(mesh, {
    namespace,
    ...(from.workload !== undefined && {target: from.workload}),
    ...(from.gateway !== undefined && {gateway: from.gateway}),
  });
  const ends = await endsOf(pod, mesh, dumpOf);
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  const sent = parseRequest(request.url, {method: request.method, headers});
  const asSeen = from.gateway === undefined ? sent : atGateway(sent, await dumpOf(pod));
  const described = await describeRequest(ends.client, asSeen, {
    claims: from.jwt,
    ip: from.sourceIP,
    principal: principalOf(from.serviceAccount, mesh) ?? ends.principal,
    serverAt: ends.serverAt,
  });
  return {described, notSimulated: [...ends.notSimulated].filter(decidesRequests)};
}

/** `NAMESPACE/NAME` of a service account. */
function principalOf(account: string | undefined, {settings}: Mesh): string | undefined {
  if (account === undefined) return undefined;
  const [namespace = '', name = ''] = account.split('/');
  return `${settings.trustDomain}/ns/${namespace}/sa/${name}`;
}

/** A gateway listens where its Service leads to; clients know the port of the Service. */
function atGateway(request: TraceRequest, {proxy}: DumpOfPod): TraceRequest {
  const target = proxy.targets.find(({port}) => port.port === request.port);
  return target ? {...request, port: target.targetPort} : request;
}
