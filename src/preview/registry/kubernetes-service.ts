// SPDX-License-Identifier: Apache-2.0
import {annotatedExportTo} from '../../analysis/index/hosts/export-scopes.js';
import type {MeshObject} from '../model/object.js';
import type {Resolution, Service} from '../model/service.js';
import type {MeshSettings} from '../model/settings.js';
import type {ServiceFields} from '../read/kubernetes.js';
import {portProtocol} from './protocol.js';
import {trafficDistribution} from './traffic-distribution.js';

const UNSPECIFIED = '0.0.0.0';

type Spec = NonNullable<ServiceFields['spec']>;

/** Returns the service of a Kubernetes Service (istio.io, "Traffic Management", Service discovery). */
export function kubernetesService(
  object: MeshObject<ServiceFields>,
  settings: MeshSettings,
  namespaceAnnotations: Readonly<Record<string, string>>,
): Service {
  const {name, namespace, labels, annotations, age, origin} = object;
  const {spec = {}} = object.spec;
  const external = spec.type === 'ExternalName' && Boolean(spec.externalName);
  return {
    hostname: `${name}.${namespace}.svc.${settings.domain}`,
    name,
    objectName: name,
    namespace,
    registry: 'Kubernetes',
    addresses: addressesOf(spec),
    ports: (spec.ports ?? []).map(({name: portName = '', port = 0, protocol = 'TCP', appProtocol}) => ({
      name: portName,
      port,
      protocol: portProtocol({name: portName, port, protocol, appProtocol}),
    })),
    resolution: resolutionOf(spec, external),
    meshExternal: external,
    headless: spec.clusterIP === 'None',
    exportTo: annotatedExportTo(annotations),
    selector: spec.selector ?? {},
    labels,
    annotations,
    age,
    ...(origin && {origin}),
    trafficDistribution: trafficDistribution(spec.trafficDistribution, annotations, namespaceAnnotations),
    kubernetes: {
      type: spec.type ?? '',
      ...(external && {externalName: spec.externalName ?? ''}),
      externalAddresses: externalAddresses(object.spec),
      targetPorts: Object.fromEntries((spec.ports ?? []).map(({port = 0, targetPort}) => [port, targetPort || port])),
      nodePorts: Object.fromEntries((spec.ports ?? []).map(({port = 0, nodePort = 0}) => [port, nodePort])),
      nodeLocal: spec.internalTrafficPolicy === 'Local',
      publishNotReady: spec.publishNotReadyAddresses ?? false,
    },
    aliases: [],
    serviceAccounts: accounts(annotations, namespace, settings.trustDomain),
  };
}

function addressesOf({clusterIP, clusterIPs = []}: Spec): string[] {
  if (!clusterIP || clusterIP === 'None') return [UNSPECIFIED];
  return clusterIPs.length > 1 ? clusterIPs : [clusterIP];
}

function resolutionOf({clusterIP}: Spec, external: boolean): Resolution {
  if (clusterIP === 'None') return 'Passthrough';
  return external ? 'Alias' : 'ClientSideLB';
}

/** Where a Service of type LoadBalancer is reached from outside, and the addresses that it lists itself. */
function externalAddresses({spec = {}, status}: ServiceFields): string[] {
  const balancers = spec.type === 'LoadBalancer' ? (status?.loadBalancer?.ingress ?? []) : [];
  return [...balancers.flatMap(({ip, hostname}) => ip || hostname || []), ...(spec.externalIPs ?? [])];
}

/** Identities that annotations allow for: whole ones, and names of ServiceAccounts of the namespace. */
function accounts(annotations: Readonly<Record<string, string>>, namespace: string, trustDomain: string): string[] {
  const list = (name: string) => (annotations[name] ?? '').split(',').filter((text) => text !== '');
  return [
    ...list('alpha.istio.io/canonical-serviceaccounts'),
    ...list('alpha.istio.io/kubernetes-serviceaccounts').map(
      (account) => `spiffe://${trustDomain}/ns/${namespace}/sa/${account}`,
    ),
  ];
}
