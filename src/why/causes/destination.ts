// SPDX-License-Identifier: Apache-2.0
import {parts, text} from '../../describe/objects.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {type ClusterName, destinationOf, destinationRules, isExported, parseCluster, portsOf} from '../facts/hosts.js';
import {field} from '../facts/http-match.js';
import {kindAndName, namespaceOf, objectName} from '../facts/objects.js';
import {changeOf} from '../facts/owner.js';
import type {Scene} from '../facts/scene.js';
import {originIn, type Rule, ruleTaken} from '../facts/virtual-services.js';
import {type Cause, hasFlag, holds, not} from './cause.js';

/** A destination that a rule of a VirtualService names, with its place. */
interface Named {
  rule: Rule;
  index: number;
  host: string;
  subset: string;
  port: number | undefined;
}

/** Whether Envoy had no cluster of the name that the route has. */
export function lacksCluster(scene: Scene): boolean {
  return hasFlag(scene, 'NC') || scene.entry.detail === 'cluster_not_found';
}

/** The destinations of the rule that took the request. */
function destinationsOf(scene: Scene): Named[] {
  const rule = ruleTaken(scene);
  if (!rule) return [];
  return parts(rule.rule, 'route').map((route, index) => {
    const to = route['destination'];
    const number = field(field(to, 'port'), 'number');
    return {
      ...{rule, index, host: text(to, 'host'), subset: text(to, 'subset')},
      port: typeof number === 'number' ? number : undefined,
    };
  });
}

function fieldAt({rule, index}: Named, name: string): string {
  return `${rule.place}.route[${index}].destination.${name}`;
}

/** The cluster that the dump's route leads to and that is not there. */
function missingCluster({trace}: Scene): ClusterName | undefined {
  const names = trace?.branches.flatMap(({destinations}) => destinations.filter(({known}) => !known)) ?? [];
  return names.map(({cluster}) => parseCluster(cluster)).find((each) => each !== undefined);
}

/** Whether the route in the proxy is the one that the objects ask for. */
function isCurrent(scene: Scene, {rule, host, subset}: Named): boolean {
  const missing = missingCluster(scene);
  if (!missing) return true;
  const full = destinationOf(scene.facts.objects, host, namespaceOf(rule.object)).host;
  return missing.host === full && missing.subset === subset;
}

export const SUBSET_UNDEFINED: Cause = {
  id: 'subset-undefined',
  title: 'a route names a subset that no DestinationRule defines',
  doc: `Envoy has a cluster for each subset of a DestinationRule. A route to a subset that is not among them leads to a
cluster that does not exist: 503 with NC. Often the subset was renamed, or the DestinationRule is not exported to the client.`,
  needs: ['objects'],
  judge(scene) {
    if (!lacksCluster(scene)) return undefined;
    const {facts, namespace} = scene;
    const where = {client: namespace, root: facts.mesh.rootNamespace};
    for (const named of destinationsOf(scene).filter((each) => each.subset !== '' && isCurrent(scene, each))) {
      const {object} = named.rule;
      const {host} = destinationOf(facts.objects, named.host, namespaceOf(object));
      const rules = destinationRules(facts.objects, host, where);
      const defined = rules.flatMap((rule) => parts(rule['spec'], 'subsets').map((each) => text(each, 'name')));
      if (defined.includes(named.subset)) continue;
      const hidden = hiddenRule(scene, host, named.subset);
      if (hidden) return holds(...hiddenFinding(hidden, named.subset, namespace));
      const known = rules.map((rule) => `${kindAndName(rule)} defines ${subsetsText(rule)}`);
      return holds(
        `${kindAndName(object)} sends to subset ${named.subset} of ${host}, which no DestinationRule defines`,
        [
          `${fieldAt(named, 'subset')} is ${named.subset}`,
          ...(known.length > 0 ? known : [`no DestinationRule is for ${host}`]),
        ],
        `name a subset that exists in ${kindAndName(object)}, or define ${named.subset} in a DestinationRule for ${host}`,
        [changeOf(object, fieldAt(named, 'subset'))],
      );
    }
    return not('every subset that the route names is defined');
  },
};

function subsetsText(rule: KubeObject): string {
  const names = parts(rule['spec'], 'subsets').map((each) => text(each, 'name'));
  return names.length === 0 ? 'no subset' : `the subsets ${names.join(', ')}`;
}

/** A DestinationRule that defines the subset and is not for the client's namespace. */
function hiddenRule({facts, namespace}: Scene, host: string, subset: string): KubeObject | undefined {
  return facts.objects
    .all('DestinationRule')
    .find(
      (rule) =>
        !isExported(rule, namespace) &&
        destinationOf(facts.objects, text(rule['spec'], 'host'), namespaceOf(rule)).host === host &&
        parts(rule['spec'], 'subsets').some((each) => text(each, 'name') === subset),
    );
}

function hiddenFinding(rule: KubeObject, subset: string, namespace: string): Parameters<typeof holds> {
  return [
    `${kindAndName(rule)} defines subset ${subset}, but is not exported to namespace ${namespace}`,
    [`spec.exportTo of ${kindAndName(rule)} does not have ${namespace}`],
    `add ${namespace} to exportTo of ${kindAndName(rule)}`,
    [changeOf(rule, 'spec.exportTo')],
  ];
}

export const DESTINATION_MISSING: Cause = {
  id: 'destination-missing',
  title: 'a VirtualService sends to a host or port that does not exist',
  doc: `A destination must be a Service or ServiceEntry that the client's proxy knows, with that port. A short name is taken
for one in the namespace of the VirtualService, which is not always that of the Service.`,
  needs: ['objects'],
  judge(scene) {
    if (!lacksCluster(scene)) return undefined;
    for (const named of destinationsOf(scene)) {
      const {object} = named.rule;
      const destination = destinationOf(scene.facts.objects, named.host, namespaceOf(object));
      if (!destination.service && !destination.entry) {
        if (!isCurrent(scene, named)) continue;
        return holds(
          `${kindAndName(object)} sends to host ${named.host}, and there is no Service or ServiceEntry of that name (${destination.host})`,
          [`${fieldAt(named, 'host')} is ${named.host}`, nearest(scene, named.host)],
          `name an existing host in ${kindAndName(object)}`,
          [changeOf(object, fieldAt(named, 'host'))],
        );
      }
      const ports = portsOf(destination).map(({number}) => number);
      if (named.port === undefined || ports.includes(named.port)) continue;
      return holds(
        `${kindAndName(object)} sends to port ${named.port} of ${destination.host}, which has no such port`,
        [`${fieldAt(named, 'port.number')} is ${named.port}`, `ports of ${destination.host}: ${ports.join(', ')}`],
        `name a port of ${destination.host} in ${kindAndName(object)}`,
        [changeOf(object, fieldAt(named, 'port.number'))],
      );
    }
    return not('every destination of the route exists');
  },
};

/** A Service of that name in another namespace, which short names do not reach. */
function nearest({facts}: Scene, host: string): string | undefined {
  const [name = ''] = host.split('.');
  const found = facts.objects.all('Service').find(({metadata}) => metadata.name === name);
  return found && `Service ${objectName(found)} has the name in another namespace`;
}

export const BACKEND_NOT_USABLE: Cause = {
  id: 'backend-not-usable',
  title: 'a backend of an HTTPRoute is missing, or of another namespace without a ReferenceGrant',
  doc: `A backendRef into another namespace needs a ReferenceGrant there. Without one, or without the Service or its port,
istiod keeps the route and lets Envoy answer 500 with NC.`,
  needs: ['objects'],
  judge(scene) {
    if (!lacksCluster(scene)) return undefined;
    const route = routeObject(scene);
    if (!route) return undefined;
    const refs = parts(route['spec'], 'rules').flatMap((rule, i) =>
      parts(rule, 'backendRefs').map((ref, j) => ({ref, at: `spec.rules[${i}].backendRefs[${j}]`, rule: i})),
    );
    const wanted = ruleNumber(scene);
    for (const {ref, at, rule} of refs) {
      if (wanted !== undefined && rule !== wanted) continue;
      const [name, home] = [text(ref, 'name'), text(ref, 'namespace') || namespaceOf(route)];
      const service = scene.facts.objects.find('Service', home, name);
      if (!service) {
        return holds(
          `${kindAndName(route)} points to Service ${name}, which does not exist in namespace ${home}`,
          [`${at}.name is ${name}`, nearest(scene, name)],
          `name an existing Service in ${kindAndName(route)}`,
          [changeOf(route, `${at}.name`)],
        );
      }
      if (home !== namespaceOf(route) && !isGranted(scene, route, home, name)) {
        return holds(
          `${kindAndName(route)} points to Service ${name} in namespace ${home}, and no ReferenceGrant in ${home} permits that`,
          [`${at} is Service ${home}/${name}`, statusText(route)],
          `create a ReferenceGrant in namespace ${home} from HTTPRoute in ${namespaceOf(route)} to Service ${name}`,
          [{kind: 'ReferenceGrant', namespace: home, name: `${namespaceOf(route)}-to-${name}`, field: 'spec'}],
        );
      }
      const ports = portsOf({host: '', service}).map(({number}) => number);
      if (typeof ref['port'] === 'number' && !ports.includes(ref['port'])) {
        return holds(
          `${kindAndName(route)} points to port ${ref['port']} of Service ${objectName(service)}, which has no such port`,
          [`${at}.port is ${ref['port']}`, `ports of ${objectName(service)}: ${ports.join(', ')}`],
          `name a port of the Service in ${kindAndName(route)}`,
          [changeOf(route, `${at}.port`)],
        );
      }
    }
    return not(`every backend of ${kindAndName(route)} exists and is permitted`);
  },
};

const ROUTES = ['HTTPRoute', 'GRPCRoute'];

/** The route of Gateway API that took the request, by the dump or by the name that istiod gives to what it makes of it. */
export function routeObject(scene: Scene): KubeObject | undefined {
  const {facts, entry} = scene;
  const origin = originIn(scene);
  const all = ROUTES.flatMap((kind) => facts.objects.all(kind));
  const byName = all.find((each) => entry.routeName.startsWith(`${namespaceOf(each)}.${each.metadata.name}.`));
  return byName ?? all.find((each) => origin?.name === each.metadata.name && origin.namespace === namespaceOf(each));
}

/** The place of the rule in the route, which is the end of the route's name. */
function ruleNumber({entry}: Scene): number | undefined {
  const [, number] = /\.(\d+)$/.exec(entry.routeName) ?? [];
  return number === undefined ? undefined : Number(number);
}

function isGranted({facts}: Scene, route: KubeObject, home: string, name: string): boolean {
  return facts.objects.in('ReferenceGrant', home).some((grant) => {
    const from = parts(grant['spec'], 'from').some(
      (each) => text(each, 'kind') === route.kind && text(each, 'namespace') === namespaceOf(route),
    );
    const to = parts(grant['spec'], 'to').some(
      (each) => text(each, 'kind') === 'Service' && ['', name].includes(text(each, 'name')),
    );
    return from && to;
  });
}

/** What the control plane says of the backends in the status of a route. */
function statusText(route: KubeObject): string | undefined {
  const conditions = parts(route['status'], 'parents').flatMap((parent) => parts(parent, 'conditions'));
  const bad = conditions.find((each) => text(each, 'type') === 'ResolvedRefs' && text(each, 'status') === 'False');
  return bad && `its status says ${text(bad, 'reason')}: ${text(bad, 'message')}`;
}
