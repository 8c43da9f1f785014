// SPDX-License-Identifier: Apache-2.0

import {annotatedExportTo} from '../../analysis/index/hosts/export-scopes.js';
import {hostWithin} from '../../analysis/index/hosts/hosts.js';
import {parts, text} from '../../describe/objects.js';
import {selectedFor} from '../../describe/shaping/selected.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {isExported, portsOf, textList} from '../facts/hosts.js';
import {kindAndName, namespaceOf} from '../facts/objects.js';
import {changeOf} from '../facts/owner.js';
import {portNumber, type Scene} from '../facts/scene.js';
import {type Cause, hasFlag, holds, not} from './cause.js';

/** Whether the proxy did not know the host and therefore sent the request nowhere. */
function isBlackHoled({entry, problem}: Scene): boolean {
  const at = problem.client ?? entry;
  return at.routeName === 'block_all' || at.cluster === 'BlackHoleCluster';
}

/** Whether the request left by the cluster for what the proxy does not know, and failed there. */
function isPassedThrough({entry, problem}: Scene): boolean {
  return (problem.client ?? entry).cluster === 'PassthroughCluster';
}

/** The Sidecar that counts for the client; undefined where there is none. */
function sidecarOf({facts, caller, dump}: Scene): KubeObject | undefined {
  const namespace = caller ? namespaceOf(caller) : dump?.namespace;
  if (namespace === undefined) return undefined;
  const workload = {type: 'sidecar', namespace, labels: caller?.metadata.labels ?? {}};
  return selectedFor(workload, facts.objects.all('Sidecar'), facts.mesh.rootNamespace)[0]?.object;
}

/** Whether a Sidecar lets its proxies know a host of a namespace. */
function imports(sidecar: KubeObject, host: string, home: string): boolean {
  const egress = parts(sidecar['spec'], 'egress');
  if (egress.length === 0) return true;
  return egress.some((each) =>
    textList(each, 'hosts').some((pattern) => {
      const [scope = '', name = ''] = pattern.includes('/') ? pattern.split('/') : ['*', pattern];
      const namespace = scope === '.' ? namespaceOf(sidecar) : scope;
      return (namespace === '*' || namespace === home) && hostWithin(host, name);
    }),
  );
}

export const HIDDEN_BY_SIDECAR: Cause = {
  id: 'hidden-by-sidecar',
  title: 'a Sidecar does not import the host',
  doc: `The egress hosts of a Sidecar are all that its proxies know. A host that is not among them is unknown to them: it is
blocked with REGISTRY_ONLY, and else passed through without routes and mutual TLS.`,
  needs: ['objects'],
  judge(scene) {
    if (!isBlackHoled(scene) && !isPassedThrough(scene) && !hasFlag(scene, 'NC')) return undefined;
    const {destination} = scene;
    const object = destination?.service ?? destination?.entry;
    if (!destination || !object) return not('the host is none of the mesh');
    const sidecar = sidecarOf(scene);
    if (!sidecar) return not('no Sidecar is for the client');
    if (imports(sidecar, destination.host, namespaceOf(object)))
      return not(`${kindAndName(sidecar)} imports ${destination.host}`);
    const hosts = parts(sidecar['spec'], 'egress').flatMap((each) => textList(each, 'hosts'));
    const index = Math.max(
      parts(sidecar['spec'], 'egress').findIndex((each) => each['port'] === undefined),
      0,
    );
    return holds(
      `${kindAndName(sidecar)} imports only ${hosts.join(', ')} (egress hosts), so the proxy does not know ${destination.host}`,
      [`spec.egress[${index}].hosts of ${kindAndName(sidecar)} is ${hosts.join(', ')}`, modeProof(scene, sidecar)],
      `add ${namespaceOf(object) === namespaceOf(sidecar) ? '.' : namespaceOf(object)}/${destination.host} to egress hosts of ${kindAndName(sidecar)}`,
      [changeOf(sidecar, `spec.egress[${index}].hosts`)],
    );
  },
};

function modeProof({facts}: Scene, sidecar: KubeObject): string | undefined {
  const own = text(Reflect.get(Object(sidecar['spec']), 'outboundTrafficPolicy'), 'mode');
  const mode = own || facts.mesh.outboundMode;
  return mode === ''
    ? undefined
    : `outboundTrafficPolicy is ${mode}${own === '' ? ' (mesh)' : ` (${kindAndName(sidecar)})`}`;
}

export const HIDDEN_BY_EXPORT: Cause = {
  id: 'hidden-by-export',
  title: 'the Service or ServiceEntry is not exported to the client',
  doc: `exportTo of a ServiceEntry, or the annotation networking.istio.io/exportTo of a Service, lists the namespaces whose
proxies know it.`,
  needs: ['objects'],
  judge(scene) {
    if (!isBlackHoled(scene) && !isPassedThrough(scene) && !hasFlag(scene, 'NC')) return undefined;
    const {destination, namespace} = scene;
    const object = destination?.service ?? destination?.entry;
    if (!object || namespace === '') return not('the host is none of the mesh');
    const annotated = destination?.service ? annotatedExportTo(object.metadata.annotations ?? {}) : [];
    const isHidden = destination?.service
      ? annotated.length > 0 && !isExported({...object, spec: {exportTo: annotated}}, namespace)
      : !isExported(object, namespace);
    if (!isHidden) return not(`${kindAndName(object)} is exported to namespace ${namespace}`);
    const field = destination?.service ? 'metadata.annotations[networking.istio.io/exportTo]' : 'spec.exportTo';
    return holds(
      `${kindAndName(object)} is not exported to namespace ${namespace}, so the proxy does not know it`,
      [`${field} is ${(destination?.service ? annotated : textList(object['spec'], 'exportTo')).join(', ')}`],
      `add ${namespace} to ${field} of ${kindAndName(object)}`,
      [changeOf(object, field)],
    );
  },
};

export const PORT_NOT_DECLARED: Cause = {
  id: 'port-not-declared',
  title: 'the Service or ServiceEntry does not have the port',
  doc: `Proxies know a host by its ports. A request for another port of it is one for an unknown host.`,
  needs: ['objects'],
  judge(scene) {
    if (!isBlackHoled(scene) && !isPassedThrough(scene)) return undefined;
    const {destination, entry, problem} = scene;
    const object = destination?.service ?? destination?.entry;
    if (!destination || !object) return not('the host is none of the mesh');
    const at = problem.client ?? entry;
    const port = portNumber(at.authority) || portNumber(at.downstreamLocal);
    const ports = portsOf(destination).map(({number}) => number);
    if (port === 0 || ports.includes(port)) return not(`${kindAndName(object)} has port ${port}`);
    return holds(
      `${kindAndName(object)} has no port ${port}, only ${ports.join(', ')}, so the proxy does not know ${destination.host}:${port}`,
      [`ports of ${kindAndName(object)}: ${ports.join(', ')}`, `the client asked for port ${port}`],
      `ask for one of its ports, or add port ${port} to ${kindAndName(object)}`,
      [changeOf(object, 'spec.ports')],
    );
  },
};

/** Protocols of ports that proxies take for HTTP. */
const HTTP = ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'];

export const PORT_PROTOCOL_WRONG: Cause = {
  id: 'port-protocol-wrong',
  title: 'the client speaks another protocol than the port of the ServiceEntry has',
  doc: `The protocol of a ServiceEntry's port decides how proxies route: HTTP by host, TLS by SNI, TCP by address. What does not fit
is a request for an unknown host.`,
  needs: ['objects'],
  judge(scene) {
    if (!isBlackHoled(scene)) return undefined;
    const {destination, entry, problem} = scene;
    const object = destination?.entry;
    if (!object) return not('the host is not one of a ServiceEntry');
    const at = problem.client ?? entry;
    const wanted = portNumber(at.authority) || portNumber(at.downstreamLocal);
    const ports = parts(object['spec'], 'ports');
    const index = ports.findIndex((port) => port['number'] === wanted);
    const protocol = text(ports[index], 'protocol').toUpperCase();
    const isHttp = at.method !== '';
    if (index < 0 || protocol === '' || HTTP.includes(protocol) === isHttp)
      return not('the protocol of the port fits the request');
    return holds(
      `port ${wanted} of ${kindAndName(object)} has protocol ${protocol}, and the client speaks ${isHttp ? 'HTTP' : 'something else, perhaps TLS'}`,
      [`spec.ports[${index}].protocol of ${kindAndName(object)} is ${protocol}`],
      `set the protocol that the client speaks in ${kindAndName(object)}`,
      [changeOf(object, `spec.ports[${index}].protocol`)],
    );
  },
};

export const HOST_NOT_REGISTERED: Cause = {
  id: 'host-not-registered',
  title: 'the mesh lets only registered hosts out, and this one is not',
  doc: `With outboundTrafficPolicy REGISTRY_ONLY, proxies block whatever is neither a Service nor a ServiceEntry: 502 for HTTP, a
closed connection for everything else.`,
  needs: ['objects'],
  judge(scene) {
    if (!isBlackHoled(scene)) return undefined;
    const {destination, facts, entry, problem, host, namespace} = scene;
    if (destination?.service || destination?.entry) return not(`${destination.host} is registered`);
    const at = problem.client ?? entry;
    const name = host || at.downstreamLocal;
    const {mesh} = facts;
    const sidecar = sidecarOf(scene);
    const own = text(Reflect.get(Object(sidecar?.['spec'] ?? {}), 'outboundTrafficPolicy'), 'mode');
    const where = own !== '' && sidecar ? kindAndName(sidecar) : 'the mesh';
    const port = portNumber(at.authority) || portNumber(at.downstreamLocal);
    return holds(
      `no Service or ServiceEntry has the host ${name}, and ${where} lets only registered hosts out (REGISTRY_ONLY)`,
      [
        own === '' && mesh.outboundMode !== ''
          ? `outboundTrafficPolicy.mode of the mesh is ${mesh.outboundMode}`
          : undefined,
        `${at.place}: the request was taken by ${at.routeName === 'block_all' ? 'route block_all' : 'BlackHoleCluster'}`,
      ],
      `create a ServiceEntry with hosts [${name}] and port ${port} in namespace ${namespace || 'of the client'}`,
      [{kind: 'ServiceEntry', namespace, name: name.replaceAll(/[.:]/g, '-'), field: 'spec.hosts'}],
    );
  },
};

export const OUTSIDE_UNREACHABLE: Cause = {
  id: 'outside-unreachable',
  title: 'what is outside of the mesh does not answer',
  doc: `The proxy does not know the address and passes the connection through (PassthroughCluster). It failed on the way or there;
no object of the mesh is involved.`,
  needs: [],
  judge(scene) {
    const at = scene.problem.client ?? scene.entry;
    if (!isPassedThrough(scene) || !hasFlag(scene, 'UF', 'UC', 'UT')) return undefined;
    const {destination} = scene;
    if (destination?.service || destination?.entry) return not(`${destination.host} is one of the mesh`);
    const address = at.upstreamHost || at.downstreamLocal;
    return holds(
      `${at.authority || address} is not one of the mesh, and the connection to ${address} failed (${at.transportFailure || at.flags.join(',')})`,
      [`${at.place}: PassthroughCluster, ${at.flags.join(',')} ${at.detail}`],
      `check that ${address} can be reached from the node, and that no NetworkPolicy of egress stands between`,
      [],
    );
  },
};
