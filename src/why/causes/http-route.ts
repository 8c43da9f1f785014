// SPDX-License-Identifier: Apache-2.0
import {hostWithin} from '../../analysis/index/hosts/hosts.js';
import {matchesSelector} from '../../analysis/index/labels.js';
import {part, parts, text} from '../../describe/objects.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {textList} from '../facts/hosts.js';
import {kindAndName, namespaceOf, newestFirst} from '../facts/objects.js';
import {changeOf} from '../facts/owner.js';
import {portNumber, type Scene} from '../facts/scene.js';
import {loggedRequest} from '../facts/virtual-services.js';
import {type Cause, holds, type Judgement, not} from './cause.js';
import {apiGateway, isNotRouted} from './not-routed.js';

const ROUTES = ['HTTPRoute', 'GRPCRoute'];

/** Routes whose rules would take the request, if they were attached; newer ones first. */
function willingRoutes(scene: Scene): KubeObject[] {
  const {path, method} = loggedRequest(scene);
  return newestFirst(ROUTES.flatMap((kind) => scene.facts.objects.all(kind))).filter((route) =>
    parts(route['spec'], 'rules').some((rule) => takes(rule, path.replace(/\?.*$/, ''), method)),
  );
}

/** Whether a rule takes a path and method; what it asks of headers is taken to be so. */
function takes(rule: unknown, path: string, method: string): boolean {
  const matches = parts(rule, 'matches');
  return (
    matches.length === 0 ||
    matches.some((match) => pathFits(part(match, 'path'), path) && ['', method].includes(text(match, 'method')))
  );
}

function pathFits(match: Readonly<Record<string, unknown>>, path: string): boolean {
  const value = text(match, 'value') || '/';
  switch (text(match, 'type')) {
    case 'Exact':
      return path === value;
    case 'RegularExpression':
      return true;
    default:
      return value === '/' || path === value || path.startsWith(`${value.replace(/\/$/, '')}/`);
  }
}

export const ROUTE_NOT_ATTACHED: Cause = {
  id: 'route-not-attached',
  title: 'the HTTPRoute is not attached to the Gateway',
  doc: `A route is attached to the listeners that its parentRefs name, where the Gateway exists, the sectionName and port are those
of a listener, the hostnames meet, and allowedRoutes of the listener takes the namespace of the route.`,
  needs: ['objects'],
  judge(scene) {
    if (!isNotRouted(scene) || scene.side !== 'gateway') return undefined;
    const gateway = apiGateway(scene);
    if (!gateway) return not('the gateway is not one of Gateway API');
    const reasons = willingRoutes(scene).flatMap((route) => {
      const why = whyDetached(scene, gateway, route);
      return why ? [{route, ...why}] : [];
    });
    const [first] = reasons;
    if (!first) return not('no route that would take the request is detached');
    return holds(
      `${kindAndName(first.route)} ${first.text}, so the route is not attached`,
      [
        `${first.field} of ${kindAndName(first.route)}: ${first.value}`,
        statusOf(first.route),
        `listeners of ${kindAndName(gateway)}: ${listenerNames(gateway).join(', ')}`,
      ],
      first.fix,
      first.ofGateway
        ? [changeOf(gateway, first.field), changeOf(first.route, 'spec.parentRefs')]
        : [changeOf(first.route, first.field)],
    );
  },
};

interface Detached {
  text: string;
  field: string;
  value: string;
  fix: string;
  /** The field is one of the Gateway. */
  ofGateway?: boolean;
}

/** Why a route is not attached to a gateway that it names, or nearly names; undefined where it is, or means another. */
function whyDetached(scene: Scene, gateway: KubeObject, route: KubeObject): Detached | undefined {
  const refs = parts(route['spec'], 'parentRefs');
  const own = namespaceOf(gateway);
  const names = (ref: unknown) => ({name: text(ref, 'name'), namespace: text(ref, 'namespace') || namespaceOf(route)});
  const index = refs.findIndex((ref) => names(ref).name === gateway.metadata.name && names(ref).namespace === own);
  const ref = refs[index];
  if (!ref) return wrongParent(scene, gateway, route, refs);
  const place = `spec.parentRefs[${index}]`;
  const listeners = parts(gateway['spec'], 'listeners');
  const section = text(ref, 'sectionName');
  const who = kindAndName(gateway);
  if (section !== '' && !listeners.some((each) => text(each, 'name') === section)) {
    const text = `asks for the listener (sectionName) ${section} of ${who}, which has only ${listenerNames(gateway).join(', ')}`;
    return {
      text,
      field: `${place}.sectionName`,
      value: section,
      fix: `set sectionName to a listener of ${who}, or delete it`,
    };
  }
  const port = ref['port'];
  const named = listeners.filter((each) => section === '' || text(each, 'name') === section);
  if (port !== undefined && !named.some((each) => each['port'] === port)) {
    const text = `asks for port ${JSON.stringify(port)} of ${who}, which no listener has`;
    return {
      text,
      field: `${place}.port`,
      value: JSON.stringify(port),
      fix: `set a port of a listener of ${who}, or delete it`,
    };
  }
  const here = named.filter((each) => each['port'] === portNumber(scene.entry.downstreamLocal) || named.length === 1);
  return hostnameReason(scene, route, here, who) ?? namespaceReason(scene, gateway, route, here, listeners);
}

/** A parentRef of another name or namespace, where no such Gateway exists. */
function wrongParent(
  {facts}: Scene,
  gateway: KubeObject,
  route: KubeObject,
  refs: readonly unknown[],
): Detached | undefined {
  for (const [index, ref] of refs.entries()) {
    const [name, home] = [text(ref, 'name'), text(ref, 'namespace') || namespaceOf(route)];
    if (facts.objects.find('KubernetesGateway', home, name) || !['', 'Gateway'].includes(text(ref, 'kind'))) continue;
    if (name !== gateway.metadata.name && home !== namespaceOf(gateway)) continue;
    const field = `spec.parentRefs[${index}].${name === gateway.metadata.name ? 'namespace' : 'name'}`;
    return {
      ...{text: `has the parent Gateway ${home}/${name}, which does not exist`, field, value: `${home}/${name}`},
      fix: `name Gateway ${namespaceOf(gateway)}/${gateway.metadata.name} in parentRefs`,
    };
  }
  return undefined;
}

function hostnameReason(
  {host}: Scene,
  route: KubeObject,
  listeners: readonly unknown[],
  who: string,
): Detached | undefined {
  const own = textList(route['spec'], 'hostnames');
  if (own.length > 0 && host !== '' && !own.some((each) => hostWithin(host, each))) {
    const text = `has only the hostnames ${own.join(', ')}, and the request is for ${host}`;
    return {text, field: 'spec.hostnames', value: own.join(', '), fix: `add ${host} to its hostnames`};
  }
  const taken = listeners.map((each) => text(each, 'hostname')).filter((each) => each !== '');
  if (taken.length < listeners.length || taken.length === 0 || own.length === 0) return undefined;
  if (own.some((each) => taken.some((listener) => hostWithin(each, listener) || hostWithin(listener, each))))
    return undefined;
  const text2 = `has the hostnames ${own.join(', ')}, and the listener of ${who} only takes ${taken.join(', ')}`;
  return {text: text2, field: 'spec.hostnames', value: own.join(', '), fix: 'use hostnames that the listener takes'};
}

/** `allowedRoutes.namespaces` of listeners: Same where nothing is said. */
function namespaceReason(
  scene: Scene,
  gateway: KubeObject,
  route: KubeObject,
  here: readonly unknown[],
  all: readonly unknown[],
): Detached | undefined {
  const home = namespaceOf(route);
  const labels =
    scene.facts.objects.all('Namespace').find(({metadata}) => metadata.name === home)?.metadata.labels ?? {};
  const allows = (listener: unknown) => {
    const namespaces = part(listener, 'allowedRoutes', 'namespaces');
    const from = text(namespaces, 'from') || 'Same';
    if (from === 'All') return true;
    if (from === 'Selector')
      return matchesSelector(part(namespaces, 'selector'), {'kubernetes.io/metadata.name': home, ...labels});
    return from === 'Same' && home === namespaceOf(gateway);
  };
  if (here.length === 0 || here.some(allows)) return undefined;
  const index = Math.max(all.indexOf(here[0]), 0);
  const from = text(part(here[0], 'allowedRoutes', 'namespaces'), 'from') || 'Same';
  return {
    text: `is in namespace ${home}, and allowedRoutes of ${kindAndName(gateway)} takes routes of ${from === 'Same' ? `its own namespace ${namespaceOf(gateway)}` : 'selected namespaces'} only`,
    ...{field: `spec.listeners[${index}].allowedRoutes.namespaces`, value: from, ofGateway: true},
    fix: `let allowedRoutes of ${kindAndName(gateway)} take namespace ${home}`,
  };
}

function listenerNames(gateway: KubeObject): string[] {
  return parts(gateway['spec'], 'listeners').map((each) => text(each, 'name'));
}

/** What the control plane says of the parents in the status of a route. */
function statusOf(route: KubeObject): string | undefined {
  const bad = parts(route['status'], 'parents')
    .flatMap((parent) => parts(parent, 'conditions'))
    .find((each) => text(each, 'type') === 'Accepted' && text(each, 'status') === 'False');
  return bad && `its status says ${text(bad, 'reason')}: ${text(bad, 'message')}`;
}

export const NO_ROUTE_MATCHES: Cause = {
  id: 'no-route-matches',
  title: 'no HTTPRoute of the Gateway matches the request',
  doc: `The rules of the routes of a Gateway take what their matches say; everything else gets 404 with NR.`,
  needs: ['objects'],
  judge(scene): Judgement {
    if (!isNotRouted(scene) || scene.side !== 'gateway') return undefined;
    const gateway = apiGateway(scene);
    if (!gateway) return not('the gateway is not one of Gateway API');
    const strange = strangeListener(scene, gateway);
    if (strange) return strange;
    const {path, method} = loggedRequest(scene);
    const attached = ROUTES.flatMap((kind) => scene.facts.objects.all(kind)).filter(
      (route) =>
        parts(route['spec'], 'parentRefs').some((ref) => text(ref, 'name') === gateway.metadata.name) &&
        whyDetached(scene, gateway, route) === undefined,
    );
    if (attached.length === 0) return not(`no route is attached to ${kindAndName(gateway)}`);
    const willing = attached.find((route) =>
      parts(route['spec'], 'rules').some((rule) => takes(rule, path.replace(/\?.*$/, ''), method)),
    );
    if (willing) return not(`${kindAndName(willing)} takes ${method} ${path}`);
    const near = newestFirst(attached).toSorted((a, b) => nearness(b, path) - nearness(a, path))[0];
    const paths = attached.flatMap(pathsOf);
    return holds(
      `no route of ${kindAndName(gateway)} matches ${method} ${path}`,
      [`paths that they match: ${[...new Set(paths)].join(', ')}`],
      'add the path to a match of a route',
      near ? [changeOf(near, 'spec.rules[0].matches')] : [],
    );
  },
};

/** The paths that the rules of a route match. */
function pathsOf(route: KubeObject): string[] {
  return parts(route['spec'], 'rules').flatMap((rule) =>
    parts(rule, 'matches').map((match) => text(part(match, 'path'), 'value') || '/'),
  );
}

/** How many letters a path has in common with the nearest that a route matches. */
function nearness(route: KubeObject, path: string): number {
  return Math.max(0, ...pathsOf(route).map((each) => commonLength(each, path)));
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** A listener of the port that takes only requests for another host. */
function strangeListener({entry, host}: Scene, gateway: KubeObject): Judgement {
  const all = parts(gateway['spec'], 'listeners');
  const here = all.filter((each) => each['port'] === portNumber(entry.downstreamLocal));
  const [first] = here;
  const names = here.map((each) => text(each, 'hostname'));
  if (!first || host === '' || names.some((name) => name === '' || hostWithin(host, name))) return undefined;
  const place = `spec.listeners[${all.indexOf(first)}].hostname`;
  return holds(
    `the listener ${text(first, 'name')} of ${kindAndName(gateway)} only takes ${names.join(', ')}, and the request is for ${host}`,
    [`${place} of ${kindAndName(gateway)} is ${text(first, 'hostname')}`],
    `let the listener take ${host}, or ask for a host that it takes`,
    [changeOf(gateway, place)],
  );
}
