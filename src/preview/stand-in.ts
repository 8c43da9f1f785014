// SPDX-License-Identifier: Apache-2.0
import type {Mesh, Pod} from './model/mesh.js';
import type {VirtualService} from './model/scope.js';
import {readPod} from './read/pods.js';

/** A gateway that is not in the mesh: it asks what the VirtualServices of one place do with a host, and nothing else. */
export interface StandIn {
  /** Where the VirtualServices are bound to: `mesh`, or `gateway shop/edge`. */
  place: string;
  mesh: Mesh;
  pod: Pod;
  /** The host to ask for: in full, where the VirtualServices have a short name. */
  host: string;
  /** Conditions on who asks, which nobody answers for a stand-in. */
  unclear: string[];
}

type HttpRule = NonNullable<VirtualService['spec']['http']>[number];
type HttpMatch = NonNullable<HttpRule['match']>[number];

const NAMESPACE = 'istioctl-stand-in';
const NAME = 'gateway';
const LABELS = {'istioctl-stand-in': NAME};

/** The port that stand-ins listen on. */
export const STAND_IN_PORT = 80;

/**
 * Returns a stand-in for each place that VirtualServices with the host are bound to; none where no VirtualService has it.
 * Files of VirtualServices alone say what becomes of requests, but not which proxies there are.
 */
export function standInsFor(mesh: Mesh, host: string): StandIn[] {
  const found = mesh.virtualServices.filter((one) => hostsFor(one, host, mesh).length > 0);
  const isShort = !host.includes('.');
  // A short name is one of each namespace.
  const namespaces = isShort ? [...new Set(found.map(({namespace}) => namespace))] : [undefined];
  return namespaces.flatMap((namespace) => {
    const bound = found.filter((one) => namespace === undefined || one.namespace === namespace);
    const full = namespace === undefined ? host : `${host}.${namespace}.svc.${mesh.settings.domain}`;
    return [...new Set(bound.flatMap(gatewaysOf))].map((gateway) => standIn(mesh, gateway, bound, {host, full}));
  });
}

/** The hosts of a VirtualService that have the host: by its name, which may be a short one, or by wildcards. */
function hostsFor({namespace, spec}: VirtualService, host: string, mesh: Mesh): string[] {
  const hosts = spec.hosts ?? [];
  const ends = ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.${mesh.settings.domain}`];
  const isNamed = hosts.some((one) => one === host || (!one.includes('.') && ends.some((end) => one + end === host)));
  return isNamed ? [host] : hosts.filter((one) => one === '*' || (one.startsWith('*.') && host.endsWith(one.slice(1))));
}

/** Full names of the Gateways of a VirtualService; without any it is for the mesh. */
function gatewaysOf({namespace, spec}: VirtualService): string[] {
  const gateways = spec.gateways?.length ? spec.gateways : ['mesh'];
  return gateways.map((name) => fullName(name, namespace));
}

function fullName(name: string, namespace: string): string {
  return name === 'mesh' || name.includes('/') ? name : `${namespace}/${name}`;
}

function standIn(
  mesh: Mesh,
  gateway: string,
  found: readonly VirtualService[],
  {host, full}: {host: string; full: string},
): StandIn {
  const here = found.filter((one) => gatewaysOf(one).includes(gateway));
  const named = new Set(here.flatMap(({namespace, spec}) => delegatesIn(spec.http ?? [], namespace)));
  const delegates = mesh.virtualServices.filter((one) => !one.spec.hosts?.length && named.has(nameOf(one)));
  const known = new Set(delegates.map(nameOf));
  const rules = (one: VirtualService) => rulesAt(one, gateway, known);
  return {
    place: gateway === 'mesh' ? 'the mesh' : `gateway ${gateway}`,
    host: full,
    pod: POD,
    unclear: [...new Set([...here, ...delegates].flatMap(conditionsOnClients))],
    mesh: {
      ...mesh,
      ...NOTHING_ELSE,
      virtualServices: [
        ...delegates.map((one) => rebound(one, {http: rules(one)})),
        // Wildcards stay: a name in full comes before them.
        ...here.map((one) => {
          const hosts = hostsFor(one, host, mesh).map((name) => (name === host ? full : name));
          return rebound(one, {http: rules(one), hosts, gateways: [`${NAMESPACE}/${NAME}`]});
        }),
      ],
    },
  };
}

/** A VirtualService with other fields, which the stand-in sees. */
function rebound(one: VirtualService, fields: Partial<VirtualService['spec']>): VirtualService {
  return {...one, spec: {...one.spec, exportTo: ['*'], ...fields}};
}

const OBJECT = {namespace: NAMESPACE, name: NAME, labels: {}, annotations: {}, age: 0};
const SERVER = {port: {number: STAND_IN_PORT, name: 'http', protocol: 'HTTP'}, hosts: ['*']};
const POD = readPod({
  ...OBJECT,
  kind: 'Pod',
  labels: LABELS,
  annotations: {'inject.istio.io/templates': 'gateway'},
  spec: {},
});

/** Of objects that would say more of a request than the VirtualServices do. */
const NOTHING_ELSE = {
  targets: () => [],
  gateways: [{...OBJECT, kind: 'Gateway', spec: {selector: LABELS, servers: [SERVER]}}],
  sidecars: [],
  envoyFilters: [],
  authorizationPolicies: [],
  requestAuthentications: [],
  telemetries: [],
  wasmPlugins: [],
  trafficExtensions: [],
  proxyConfigs: [],
  gatewayApi: new Map(),
} satisfies Partial<Mesh>;

function nameOf({namespace, name}: VirtualService): string {
  return `${namespace}/${name}`;
}

function delegatesIn(rules: readonly HttpRule[], namespace: string): string[] {
  return rules.flatMap(({delegate}) => (delegate ? [`${delegate.namespace || namespace}/${delegate.name}`] : []));
}

/** The rules that hold at a place. One that hands over to a VirtualService that is not there keeps its place. */
function rulesAt({namespace, spec}: VirtualService, gateway: string, known: ReadonlySet<string>): HttpRule[] {
  return (spec.http ?? []).flatMap((rule): HttpRule[] => {
    const {match, delegate, ...rest} = rule;
    const held = match?.flatMap((one) => matchAt(one, namespace, gateway));
    if (match?.length && !held?.length) return [];
    const isLost = delegate && !delegatesIn([rule], namespace).some((name) => known.has(name));
    return [
      {
        ...rest,
        ...(held && {match: held}),
        ...(isLost ? {directResponse: {status: 503}} : delegate && {delegate}),
      },
    ];
  });
}

function matchAt({gateways, ...match}: HttpMatch, namespace: string, gateway: string): HttpMatch[] {
  if (!gateways?.length) return [match];
  return gateways.some((name) => fullName(name, namespace) === gateway) ? [match] : [];
}

function conditionsOnClients({kind, namespace, name, spec}: VirtualService): string[] {
  const matches = (spec.http ?? []).flatMap(({match = []}) => match);
  return (['sourceLabels', 'sourceNamespace', 'port'] as const)
    .filter((field) => matches.some((match) => match[field] !== undefined))
    .map((field) => `${kind} ${namespace}/${name} looks at ${field}`);
}
