// SPDX-License-Identifier: Apache-2.0
import type {DescribedRequest} from '../../describe/request.js';
import {type CoverableRule, rulesMet} from '../../mesh-test/coverage.js';
import {policiesThatDecide} from '../../mesh-test/observed.js';
import type {TestResult} from '../../mesh-test/result.js';
import type {Mesh} from '../../preview/model/mesh.js';
import type {MeshObject} from '../../preview/model/object.js';
import {lineOf} from '../../preview/read/documents.js';
import {meshRules, placeOf} from '../../preview/rule-places.js';

/** Returns where the rules and objects that shaped the way of a request are written, those of policies last. */
export function placesOf(described: DescribedRequest, mesh: Mesh): TestResult['places'] {
  const met = new Set(rulesMet(described));
  const rules = coverableRules(mesh, met);
  const traces = [described.client, ...described.servers.flatMap(({trace}) => trace ?? [])];
  const named = new Set(rules.map(({object}) => object));
  const objects = [...originsIn(traces), ...traces.flatMap(policiesThatDecide).map(({name}) => name)]
    .filter((object) => !named.has(object))
    .flatMap((object) => {
      const written = objectNamed(object, mesh)?.origin;
      return written ? [{object, place: `${written.file}:${written.line}`}] : [];
    });
  const ofRules = rules.flatMap(({object, rule, place}) => (place ? [{object: `${object}, ${rule}`, place}] : []));
  const all = [...ofRules, ...objects];
  const unique = [...new Map(all.map((one) => [one.object, one])).values()];
  return unique.sort((a, b) => rank(a) - rank(b));
}

function rank({object}: {object: string}): number {
  if (object.startsWith('AuthorizationPolicy')) return 2;
  return object.startsWith('DestinationRule') ? 1 : 0;
}

/** Routes and clusters whose objects istiod names. */
function originsIn(traces: readonly DescribedRequest['client'][]): string[] {
  const origins = traces.flatMap(({branches}) =>
    branches.flatMap(({route, destinations}) => [route?.origin, ...destinations.map(({origin}) => origin)]),
  );
  return origins.flatMap((origin) => (origin ? [`${origin.kind} ${origin.namespace}/${origin.name}`] : []));
}

function objectNamed(text: string, mesh: Mesh): MeshObject | undefined {
  const [, kind = '', namespace, name] = /^(\S+) ([^/]+)\/(.+)$/.exec(text) ?? [];
  const lists: Readonly<Record<string, readonly MeshObject[]>> = {
    VirtualService: mesh.virtualServices,
    DestinationRule: mesh.destinationRules,
    AuthorizationPolicy: mesh.authorizationPolicies,
  };
  const list = lists[kind] ?? mesh.gatewayApi.get(kind) ?? [];
  return list.find((one) => one.namespace === namespace && one.name === name);
}

/** Returns the rules of a mesh that tests may reach, with the lines on which they begin; of some only where they are given. */
export function coverableRules(mesh: Mesh, only?: ReadonlySet<string>): CoverableRule[] {
  const rules = meshRules(mesh).filter((rule) => !only || only.has(placeOf(rule)));
  return rules.map(({object, path, name}) => ({
    object: `${object.kind} ${object.namespace}/${object.name}`,
    rule: path,
    ...(name !== undefined && {name}),
    ...placeIn(object, path),
  }));
}

function placeIn({origin}: MeshObject, path: string): {place?: string} {
  if (!origin) return {};
  const [, list = '', index = ''] = /^(\w+)\[(\d+)\]$/.exec(path) ?? [];
  return {place: `${origin.file}:${lineOf(origin, ['spec', list, Number(index)]) ?? origin.line}`};
}
