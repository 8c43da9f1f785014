// SPDX-License-Identifier: Apache-2.0
import {parseDuration} from '../../cli/argv/flag-value.js';
import {type DescribedRequest, describeRequest} from '../../describe/request.js';
import {parseRequest, type TraceRequest} from '../../envoy/trace/request.js';
import {IstioctlError} from '../../errors.js';
import {routesMet} from '../../mesh-test/coverage.js';
import {judgeRoute} from '../../mesh-test/foreign/judge-route.js';
import {judgeRule, type TakenRule} from '../../mesh-test/foreign/judge-rule.js';
import type {ForeignTest} from '../../mesh-test/foreign/model.js';
import type {Complaint} from '../../mesh-test/judge.js';
import {outcomeOf, type TestResult} from '../../mesh-test/result.js';
import type {Mesh} from '../../preview/model/mesh.js';
import {decidesRequests} from '../../preview/not-simulated.js';
import {readHttpRule} from '../../preview/read/http-rule.js';
import {ruleAt} from '../../preview/rule-places.js';
import {STAND_IN_PORT, type StandIn, standInsFor} from '../../preview/stand-in.js';
import {previewedDumps} from '../preview/request-mesh.js';
import {placesOf} from './places.js';
import {followTest, type TestedMesh} from './run.js';

/** Who sends the requests of tests that do not say it. */
interface ForeignClient {
  from?: string | undefined;
  gateway?: string | undefined;
  compat: boolean;
}

/** The way of a request through one proxy. */
interface Followed {
  /** The proxy, where there are several. */
  place?: string;
  described: DescribedRequest;
  notSimulated: string[];
}

/** Returns what runs tests in formats of others; without a client a stand-in of each place of VirtualServices is asked. */
export function foreignRunner(client: ForeignClient, tested: TestedMesh): (test: ForeignTest) => Promise<TestResult> {
  const isGiven = client.from !== undefined || client.gateway !== undefined;
  const standIns = new Map<string, Promise<AskedStandIn[]>>();
  const askedFor = (host: string): Promise<AskedStandIn[]> => {
    const known = standIns.get(host) ?? makeStandIns(host, tested.mesh, client.compat);
    standIns.set(host, known);
    return known;
  };
  const follow = (test: ForeignTest): Promise<Followed[]> =>
    isGiven ? throughClient(test, client, tested) : throughStandIns(test, askedFor);
  return async (test) => {
    const base = {test, complaints: [], notSimulated: [], places: []};
    try {
      const notJudged = [...test.notJudged, ...unknownFields(test)];
      if (notJudged.length > 0) {
        return {...base, outcome: 'unclear', problem: `not judged here: ${notJudged.join(', ')}`};
      }
      return resultOf(test, await follow(test), tested.mesh);
    } catch (error) {
      if (!(error instanceof IstioctlError)) throw error;
      return {...base, outcome: 'unclear', problem: error.message};
    }
  };
}

function unknownFields({expect}: ForeignTest): string[] {
  return expect.kind === 'rule' ? readHttpRule(expect.fields).unknown : [];
}

function resultOf(test: ForeignTest, followed: readonly Followed[], mesh: Mesh): TestResult {
  const notSimulated = [...new Set(followed.flatMap((one) => one.notSimulated))];
  const judged = followed.map((one) => ({...one, complaints: complaintsAt(test, one, mesh, followed.length > 1)}));
  const complaints = judged.flatMap((one) => one.complaints);
  const shown = judged.find((one) => one.complaints.length > 0) ?? judged[0];
  return {
    test,
    outcome: outcomeOf(complaints, notSimulated),
    complaints,
    notSimulated,
    ...(shown && {described: shown.described}),
    places: shown ? placesOf(shown.described, mesh) : [],
  };
}

function complaintsAt(
  {expect}: ForeignTest,
  {described, place}: Followed,
  mesh: Mesh,
  isOneOfMany: boolean,
): Complaint[] {
  const found =
    expect.kind === 'route'
      ? judgeRoute(expect, described.client)
      : judgeRule(readHttpRule(expect.fields).fields, expect.wantMatch, takenRule(described, mesh), parseDuration);
  return isOneOfMany && place ? found.map((one) => ({...one, got: `${one.got} (by ${place})`})) : found;
}

/** The fields of the rule that takes the request; of one that another VirtualService delegates to those of both. */
function takenRule({client}: DescribedRequest, mesh: Mesh): TakenRule {
  const every = (why: string): TakenRule => ({
    fields: {},
    unclear: Object.fromEntries(FIELDS.map((one) => [one, why])),
  });
  const [places, ...more] = routesMet(client);
  if (more.length > 0 || client.branches.some(({condition}) => condition !== undefined)) {
    return every('which rule takes it depends on more than the request');
  }
  if (!places) return client.outcome === 'unknown' ? every(client.text) : {fields: {}, unclear: {}};
  const rules = places.map((place) => ruleAt(mesh, place));
  const [root] = rules;
  const leaf = rules.at(-1);
  if (!root || !leaf) return every('it is no rule of a VirtualService that takes it');
  const fields: Record<string, unknown> = {
    ...pick(root, INHERITED),
    ...pick(leaf, FIELDS),
    ...pick(root, ['delegate']),
  };
  if (fields['delegate'] === undefined || leaf !== root) return {fields, unclear: {}};
  const why = 'the VirtualService that is delegated to is not in the configuration';
  return {fields, unclear: Object.fromEntries(FIELDS.filter((one) => one !== 'delegate').map((one) => [one, why]))};
}

const FIELDS = ['route', 'redirect', 'rewrite', 'fault', 'headers', 'delegate'];
/** What a rule that delegates says for those that say nothing themselves. */
const INHERITED = ['rewrite', 'fault', 'headers'];

function pick(rule: object, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(rule).filter(([key, value]) => fields.includes(key) && value !== undefined));
}

async function throughClient(
  {request}: ForeignTest,
  {from, gateway}: ForeignClient,
  tested: TestedMesh,
): Promise<Followed[]> {
  const {authority, path, method, headers} = request;
  const caller = {...(from !== undefined && {workload: from}), ...(gateway !== undefined && {gateway})};
  return [await followTest({from: caller, request: {url: `http://${authority}${path}`, method, headers}}, tested)];
}

interface AskedStandIn extends StandIn {
  dumpOf: ReturnType<typeof previewedDumps>;
}

async function makeStandIns(host: string, mesh: Mesh, compat: boolean): Promise<AskedStandIn[]> {
  return standInsFor(mesh, host).map((one) => ({...one, dumpOf: previewedDumps(one.mesh, compat)}));
}

async function throughStandIns(
  {request}: ForeignTest,
  standInsOf: (host: string) => Promise<AskedStandIn[]>,
): Promise<Followed[]> {
  const {host} = requestTo(request);
  const standIns = await standInsOf(host);
  if (standIns.length === 0) throw new IstioctlError(`no VirtualService has the host ${host}`);
  const followed: Followed[] = [];
  for (const {pod, place, unclear, dumpOf, host: full} of standIns) {
    const {dump, notSimulated} = await dumpOf(pod);
    const sent = requestTo(request);
    const authority = host === full ? sent.authority : full;
    const described = await describeRequest(
      dump,
      {...sent, host: full, authority, port: STAND_IN_PORT},
      {serverAt: async () => ({kind: 'outside'})},
    );
    const hidden = unclear.map((text) => `who asks (${text}; use --client or --gateway)`);
    followed.push({place, described, notSimulated: [...notSimulated.filter(decidesRequests), ...hidden]});
  }
  return followed;
}

function requestTo({authority, path, method, headers}: ForeignTest['request']): TraceRequest {
  const sent = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return parseRequest(`http://${authority}${path}`, {method, headers: sent});
}
