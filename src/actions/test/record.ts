// SPDX-License-Identifier: Apache-2.0
import {parseDuration} from '../../cli/argv/flag-value.js';
import type {Session} from '../../cli/session.js';
import {parseRequest} from '../../envoy/trace/request.js';
import {ExitCode, IstioctlError, usageMistake} from '../../errors.js';
import type {MeshTestCase} from '../../mesh-test/model.js';
import {observe} from '../../mesh-test/observed.js';
import {expectationOf} from '../../mesh-test/record.js';
import type {Mesh} from '../../preview/model/mesh.js';
import {findPod} from '../../preview/read/target.js';
import {meshTestText} from '../../writer/test/mesh-test.js';
import {type MeshRequest, readMeshOf} from '../preview/mesh.js';
import {previewedDumps} from '../preview/request-mesh.js';
import {followTest, type TestedMesh} from './run.js';

/** What `test --record` is asked for. */
export interface RecordRequest extends MeshRequest, RequestToRecord {}

/** A request, and who sends it. */
export interface RequestToRecord {
  url: string;
  method?: string | undefined;
  /** `name: value`. */
  headers: readonly string[];
  from?: string | undefined;
  gateway?: string | undefined;
  sourceIP?: string | undefined;
  jwt?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Prints a test that holds of a request as the mesh is now.
 *
 * @throws IstioctlError (80) where nothing can be told of the request
 */
export async function recordTest(request: RecordRequest, session: Session): Promise<ExitCode> {
  const {url, from, gateway, compat} = request;
  if ((from === undefined) === (gateway === undefined)) {
    throw usageMistake('test --record requires either --client or --gateway', {
      hint: 'for example: test --record http://reviews.shop/ --client deploy/front.shop --config k8s/',
    });
  }
  // A mistake in the request is said before the mesh is read.
  parseRequest(url, request);
  const {mesh, namespace, unread} = await readMeshOf({...request, placeholders: true}, session.terminal);
  if (unread.length > 0) throw untold(url, unread.map((text) => `${text} is not read`).join('; '));
  session.print(await recordedTest(request, {mesh, namespace, dumpOf: previewedDumps(mesh, compat)}));
  return ExitCode.Ok;
}

/**
 * Returns a document with a test that holds of a request.
 *
 * @throws IstioctlError (80) where nothing can be told of the request
 */
export async function recordedTest(request: RequestToRecord, tested: TestedMesh): Promise<string> {
  const {mesh, namespace} = tested;
  const {url, method, headers} = request;
  const test = caseOf(request, mesh, namespace);
  const {described, notSimulated} = await followTest(test, tested);
  if (notSimulated.length > 0) throw untold(url, notSimulated.map((part) => `${part} is not simulated`).join('; '));
  const observed = observe(described, mesh.settings.domain);
  // What its proxy refuses goes nowhere, whatever a route would do to it.
  const seen = described.client.outcome === 'refused' ? {...observed, targets: [], ways: []} : observed;
  const {expect, leftOut} = expectationOf(seen, parseRequest(url, {method, headers}), parseDuration);
  if (Object.keys(expect).length === 0) throw untold(url, leftOut.join('; ') || described.why);
  return meshTestText({...test, expect}, leftOut);
}

function untold(url: string, why: string): IstioctlError {
  return new IstioctlError(`cannot record ${url}: ${why}`, {exitCode: ExitCode.NotChecked});
}

function caseOf(request: RequestToRecord, mesh: Mesh, namespace: string): MeshTestCase {
  const {url, method, headers, sourceIP, jwt} = request;
  const from = callerOf(request, mesh, namespace);
  const sent = headers.map((header): [string, string] => {
    const colon = header.indexOf(':', 1);
    return [header.slice(0, colon).trim(), header.slice(colon + 1).trim()];
  });
  const names = sent.map(([name]) => name.toLowerCase());
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw usageMistake(`a test cannot send the header ${twice} twice`);
  return {
    name: `${method?.toUpperCase() ?? 'GET'} ${url} from ${from.workload ?? from.gateway ?? ''}`,
    from: {...from, ...(sourceIP !== undefined && {sourceIP}), ...(jwt && {jwt})},
    request: {url, ...(method !== undefined && {method}), ...(sent.length > 0 && {headers: Object.fromEntries(sent)})},
    expect: {},
  };
}

/** With its namespace, so that the test means the same wherever it is run. */
function callerOf({from: target, gateway}: RequestToRecord, mesh: Mesh, namespace: string): MeshTestCase['from'] {
  const named = gateway === undefined ? {target: target ?? ''} : {gateway};
  const pod = findPod(mesh, {...named, namespace});
  const text = gateway ?? target ?? '';
  const end = `.${pod.namespace}`;
  const full = text.endsWith(end) ? text : `${text}${end}`;
  return gateway === undefined ? {workload: full} : {gateway: full};
}
