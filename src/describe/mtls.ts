// SPDX-License-Identifier: Apache-2.0
import {proxyContainer} from '../fleet/proxy.js';
import type {KubeObject} from '../io/kube/cluster.js';
import {containerPorts, part, parts, phaseOf, selects, servicePorts, text, texts} from './objects.js';
import {effectiveMtls} from './peer-authentication.js';
import {targetPortOf} from './ports.js';

/** What is joined; pods and services of the namespaces looked at, policies and rules of all. */
export interface MtlsObjects {
  services: readonly KubeObject[];
  pods: readonly KubeObject[];
  peerAuthentications: readonly KubeObject[];
  destinationRules: readonly KubeObject[];
  rootNamespace: string;
  /** Whether sidecars find out by themselves who takes mutual TLS (`enableAutoMtls`). */
  autoMtls: boolean;
  /** Where DestinationRules go that do not say (`defaultDestinationRuleExportTo`); to all where left out. */
  exportTo?: readonly string[];
}

/** What servers of a port take: what PeerAuthentications say, or `none` where pods have no proxy to take mutual TLS. */
export type ServerMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'none';

/** What clients speak: what a DestinationRule says, `auto` for what the server takes, `plain` where that is off. */
export type ClientMode = 'ISTIO_MUTUAL' | 'MUTUAL' | 'SIMPLE' | 'DISABLE' | 'auto' | 'plain';

export type MtlsResult = 'mutual TLS' | 'plain text' | "the application's TLS" | 'CONFLICT';

/** A port of a service, one sort of its servers, and one sort of clients. */
export interface MtlsRow {
  namespace: string;
  service: string;
  port: number;
  /** Subset of a DestinationRule with settings of its own; empty for all. */
  subset: string;
  server: ServerMode;
  /** How many running pods take that. */
  pods: number;
  serverFrom: string;
  client: ClientMode;
  clientFrom: string;
  /** Namespace whose clients alone do that; empty for all others. */
  clientsOf: string;
  result: MtlsResult;
  why: string;
}

/** Who speaks mutual TLS to whom, by service, port and what says so; services without a selector are left out. */
export function mtlsRows(objects: MtlsObjects): MtlsRow[] {
  return objects.services.flatMap((service) => {
    const selector = texts(service['spec'], 'selector');
    if (Object.keys(selector).length === 0) return [];
    const {namespace = '', name} = service.metadata;
    const pods = objects.pods.filter(
      (pod) =>
        pod.metadata.namespace === namespace &&
        phaseOf(pod) === 'Running' &&
        selects(selector, pod.metadata.labels ?? {}),
    );
    return servicePorts(service).flatMap((port) => {
      const servers = pods.map((pod) => serverOf(pod, targetPortOf(port, containerPorts(pod)) ?? port.port, objects));
      const clients = clientsOf(service, port.port, objects);
      return grouped(servers).flatMap(({mode, from, count}) =>
        clients.map(({clientMode, clientFrom, clientsOf: only, subset}): MtlsRow => {
          const base = {namespace, service: name, port: port.port, subset, server: mode, pods: count, serverFrom: from};
          const client = {client: clientMode, clientFrom, clientsOf: only};
          return {...base, ...client, ...resultOf(mode, clientMode)};
        }),
      );
    });
  });
}

interface Server {
  mode: ServerMode;
  from: string;
}

/** Annotation of pods whose traffic a ztunnel takes, which speaks mutual TLS for them. */
const REDIRECTION = 'ambient.istio.io/redirection';

function serverOf(pod: KubeObject, port: number, {peerAuthentications, rootNamespace}: MtlsObjects): Server {
  const {namespace = '', labels = {}, annotations = {}} = pod.metadata;
  const isMeshed = annotations[REDIRECTION] === 'enabled' || proxyContainer(pod) !== undefined;
  if (!isMeshed) return {mode: 'none', from: ''};
  const candidates = peerAuthentications.filter(({metadata}) =>
    [rootNamespace, namespace].includes(metadata.namespace ?? ''),
  );
  const {mode, ports, applied} = effectiveMtls(candidates, labels, rootNamespace);
  const own = ports.find(([number]) => Number(number) === port)?.[1] ?? mode;
  const from = applied.map(({metadata}) => `${metadata.name}.${metadata.namespace}`).join(', ');
  return {mode: own === 'STRICT' || own === 'DISABLE' ? own : 'PERMISSIVE', from};
}

function grouped(servers: readonly Server[]): (Server & {count: number})[] {
  const groups = new Map<string, Server & {count: number}>();
  for (const server of servers) {
    const key = `${server.mode} ${server.from}`;
    groups.set(key, {...server, count: (groups.get(key)?.count ?? 0) + 1});
  }
  return [...groups.values()].sort((a, b) => (a.mode < b.mode ? -1 : 1));
}

interface Clients {
  clientMode: ClientMode;
  clientFrom: string;
  clientsOf: string;
  subset: string;
}

/**
 * What clients of a service speak. A DestinationRule of their own namespace counts for clients there, else one of the
 * service's namespace, else one of the root namespace, of these two only what is exported to them (istio.io: Destination
 * Rule, visibility and lookup). In the root namespace itself only rules that are for it alone come first.
 */
function clientsOf(service: KubeObject, port: number, objects: MtlsObjects): Clients[] {
  const {destinationRules, rootNamespace, autoMtls} = objects;
  const {namespace = '', name} = service.metadata;
  const host = `${name}.${namespace}.svc.cluster.local`;
  const about = destinationRules
    // Rules for some clients of a namespace say nothing of the others.
    .filter((rule) => hostFits(rule, host) && Object.keys(part(rule['spec'], 'workloadSelector')).length === 0)
    .toSorted((a, b) => hostOf(b).length - hostOf(a).length);
  const exported = (home: string, client: string) =>
    about.find((rule) => rule.metadata.namespace === home && isExported(rule, client, objects));
  const isPrivate = (rule: KubeObject) => exportsOf(rule, objects).every((each) => each === rootNamespace);
  const ruleFor = (client: string) =>
    about.find((rule) => rule.metadata.namespace === client && (client !== rootNamespace || isPrivate(rule))) ??
    exported(namespace, client) ??
    exported(rootNamespace, client);
  const fallback: ClientMode = autoMtls ? 'auto' : 'plain';
  const modes = (rule: KubeObject | undefined, only: string) =>
    rule ? modesOf(rule, only, port, fallback) : [{clientMode: fallback, clientFrom: '', clientsOf: only, subset: ''}];
  const everybody = ruleFor(EVERYBODY);
  const apart = [...new Set(about.flatMap((rule) => [rule.metadata.namespace ?? '', ...exportsOf(rule, objects)]))]
    .filter((client) => client !== EVERYBODY && ruleFor(client) !== everybody)
    .sort();
  return [...modes(everybody, ''), ...apart.flatMap((client) => modes(ruleFor(client), client))];
}

/** Stands for clients of namespaces that nothing names. */
const EVERYBODY = '*';

/** Namespaces to which a DestinationRule is exported, `*` for all. */
function exportsOf({metadata: {namespace = ''}, spec}: KubeObject, {exportTo = []}: MtlsObjects): string[] {
  const own = part({spec}, 'spec')['exportTo'];
  const said = Array.isArray(own) && own.length > 0 ? own.map(String) : exportTo;
  return (said.length > 0 ? said : [EVERYBODY]).map((each) => (each === '.' ? namespace : each));
}

function isExported(rule: KubeObject, client: string, objects: MtlsObjects): boolean {
  const exports = exportsOf(rule, objects);
  return exports.includes(EVERYBODY) || exports.includes(client);
}

function hostOf(rule: KubeObject): string {
  const host = text(rule['spec'], 'host');
  return host.includes('.') || host.startsWith('*')
    ? host
    : `${host}.${rule.metadata.namespace ?? ''}.svc.cluster.local`;
}

function hostFits(rule: KubeObject, host: string): boolean {
  const wanted = hostOf(rule);
  return wanted === host || (wanted.startsWith('*') && host.endsWith(wanted.slice(1)));
}

const MODES: readonly ClientMode[] = ['ISTIO_MUTUAL', 'MUTUAL', 'SIMPLE', 'DISABLE'];

function modesOf({metadata, spec}: KubeObject, only: string, port: number, fallback: ClientMode): Clients[] {
  const from = {clientFrom: `${metadata.name}.${metadata.namespace}`, clientsOf: only};
  const whole = modeIn(part(spec, 'trafficPolicy'), port);
  const subsets = parts(spec, 'subsets').flatMap((subset): Clients[] => {
    const own = modeIn(part(subset, 'trafficPolicy'), port);
    return own === undefined ? [] : [{...from, subset: text(subset, 'name'), clientMode: own}];
  });
  return [{...from, subset: '', clientMode: whole ?? fallback}, ...subsets];
}

/** Settings of a port stand in the place of those for all ports, also where they say nothing of TLS. */
function modeIn(policy: unknown, port: number): ClientMode | undefined {
  const own = parts(policy, 'portLevelSettings').find((each) => part(each, 'port')['number'] === port);
  const mode = text(part(own ?? policy, 'tls'), 'mode');
  return MODES.find((each) => each === mode);
}

function resultOf(server: ServerMode, client: ClientMode): Pick<MtlsRow, 'result' | 'why'> {
  const conflict = (why: string) => ({result: 'CONFLICT' as const, why});
  switch (client) {
    case 'auto':
      return {result: server === 'STRICT' || server === 'PERMISSIVE' ? 'mutual TLS' : 'plain text', why: ''};
    case 'ISTIO_MUTUAL':
      if (server === 'none') return conflict('the pods have no proxy that takes mutual TLS');
      if (server === 'DISABLE') return conflict('the server takes plain text only');
      return {result: 'mutual TLS', why: ''};
    case 'DISABLE':
    case 'plain':
      if (server === 'STRICT') return conflict('the server takes mutual TLS only');
      return {result: 'plain text', why: ''};
    default:
      if (server === 'STRICT') return conflict("the server takes Istio's mutual TLS only");
      return {result: "the application's TLS", why: ''};
  }
}
