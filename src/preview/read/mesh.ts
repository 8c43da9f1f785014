// SPDX-License-Identifier: Apache-2.0

import {DecodeError} from '../../api/messages/decode-error.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {YamlError} from '../../yaml/error.js';
import type {Mesh} from '../model/mesh.js';
import type {MeshObject} from '../model/object.js';
import type {MeshSettings} from '../model/settings.js';
import {nodeLocality} from '../registry/locality.js';
import {createRegistry} from '../registry/registry.js';
import {type InputFile, readDocuments, type UnreadableDocument, type WrittenObject} from './documents.js';
import {impliedPods, withAddresses} from './implied-pods.js';
import type {ConfigMapFields, EndpointSliceFields, PodFields, ServiceFields} from './kubernetes.js';
import {indexObjects, type ObjectIndex} from './objects.js';
import {readPod} from './pods.js';
import {readSettings} from './settings.js';

const NETWORKING = 'networking.istio.io';
const SECURITY = 'security.istio.io';
const GATEWAY_API = 'gateway.networking.k8s.io';

/** Where the ConfigMap with the mesh's settings is, and what it is called. */
export interface MeshSource {
  istioNamespace?: string;
  revision?: string;
  /** Gateway API is read as the control plane of the recorded answers for 1.30 read it: see docs/differences.md. */
  compat?: boolean;
  /**
   * Pods that are not written get an address each, out of 198.18.0.0/15, which RFC 2544 sets apart for tests: requests can
   * be followed to them. Without it they have none, and are no endpoints.
   */
  placeholders?: boolean;
}

/** Kinds that the recorded control plane did not read, although istiod does. */
const NOT_RECORDED: ReadonlySet<string> = new Set(['GRPCRoute']);

/**
 * Returns the mesh that files describe; the first object is the oldest.
 *
 * @throws IstioctlError for documents that cannot be read
 */
export function readMesh(files: readonly InputFile[], source: MeshSource = {}): Mesh {
  const {objects, unreadable} = readDocuments(files);
  return meshOf(objects, source, unreadable);
}

/**
 * Returns the mesh of objects, from old to young.
 *
 * @throws IstioctlError for objects that cannot be read
 */
export function meshOf(
  objects: readonly WrittenObject[],
  source: MeshSource,
  unreadable: UnreadableDocument[] = [],
): Mesh {
  const index = indexObjects(objects, unreadable);
  const settings = settingsOf(index, source);
  refuse(unreadable);
  const namespaces = new Map(index.of('', 'Namespace').map((one) => [one.name, one]));
  const written = index.of<PodFields>('', 'Pod').map(readPod);
  const implied = impliedPods(index.all(), written, (name) => namespaces.get(name)?.labels ?? {});
  const pods = [...written, ...(source.placeholders ? withAddresses(implied) : implied)];
  const nodes = new Map(index.of('', 'Node').map(({name, labels}) => [name, nodeLocality(labels)]));
  const istio = istioObjects(index);
  return {
    settings,
    namespaces: new Map([...namespaces].map(([name, {labels}]) => [name, labels])),
    pods,
    ...createRegistry({
      settings,
      pods,
      services: index.of<ServiceFields>('', 'Service'),
      slices: index.of<EndpointSliceFields>('discovery.k8s.io', 'EndpointSlice'),
      serviceEntries: istio.serviceEntries,
      workloadEntries: istio.workloadEntries,
      namespaceAnnotations: (name) => namespaces.get(name)?.annotations ?? {},
      nodeLocality: (name) => nodes.get(name) ?? '',
    }),
    ...istio,
    gatewayApi: gatewayApiObjects(index, source.compat ?? false),
  };
}

/** Objects by kind. The recorded control plane knew no creation time of them: all are of one age, before all others. */
function gatewayApiObjects(index: ObjectIndex, compat: boolean): Mesh['gatewayApi'] {
  const kinds = index.kinds(GATEWAY_API).filter((kind) => !(compat && NOT_RECORDED.has(kind)));
  const objects = kinds.map((kind): [string, readonly MeshObject[]] => [kind, index.of(GATEWAY_API, kind)]);
  if (!compat) return new Map(objects);
  return new Map(objects.map(([kind, list]) => [kind, list.map((object) => ({...object, age: -1}))]));
}

function istioObjects(index: ObjectIndex) {
  return {
    virtualServices: index.of<Spec<'virtualServices'>>(NETWORKING, 'VirtualService'),
    destinationRules: index.of<Spec<'destinationRules'>>(NETWORKING, 'DestinationRule'),
    serviceEntries: index.of<Spec<'serviceEntries'>>(NETWORKING, 'ServiceEntry'),
    workloadEntries: index.of<Spec<'workloadEntries'>>(NETWORKING, 'WorkloadEntry'),
    gateways: index.of<Spec<'gateways'>>(NETWORKING, 'Gateway'),
    sidecars: index.of<Spec<'sidecars'>>(NETWORKING, 'Sidecar'),
    envoyFilters: index.of<Spec<'envoyFilters'>>(NETWORKING, 'EnvoyFilter'),
    proxyConfigs: index.of<Spec<'proxyConfigs'>>(NETWORKING, 'ProxyConfig'),
    authorizationPolicies: index.of<Spec<'authorizationPolicies'>>(SECURITY, 'AuthorizationPolicy'),
    requestAuthentications: index.of<Spec<'requestAuthentications'>>(SECURITY, 'RequestAuthentication'),
    peerAuthentications: index.of<Spec<'peerAuthentications'>>(SECURITY, 'PeerAuthentication'),
    telemetries: index.of<Spec<'telemetries'>>('telemetry.istio.io', 'Telemetry'),
    wasmPlugins: index.of<Spec<'wasmPlugins'>>('extensions.istio.io', 'WasmPlugin'),
    trafficExtensions: index.of<Spec<'trafficExtensions'>>('extensions.istio.io', 'TrafficExtension'),
  };
}

type ObjectList = {[Name in keyof Mesh]: Mesh[Name] extends readonly MeshObject[] ? Name : never}[keyof Mesh];

/** The spec of the objects in a list of the mesh. */
type Spec<Name extends ObjectList> = Mesh[Name][number]['spec'];

function settingsOf(
  index: ObjectIndex,
  {istioNamespace = 'istio-system', revision = 'default'}: MeshSource,
): MeshSettings {
  const name = revision === 'default' ? 'istio' : `istio-${revision}`;
  const map = index
    .of<ConfigMapFields>('', 'ConfigMap')
    .find((one) => one.name === name && one.namespace === istioNamespace);
  try {
    return readSettings(map?.spec.data?.['mesh']);
  } catch (error) {
    if (!(error instanceof DecodeError || error instanceof YamlError)) throw error;
    const place = map?.origin ? `${map.origin.file}:${map.origin.line}: ` : '';
    throw new IstioctlError(`${place}cannot read ConfigMap ${istioNamespace}/${name}: ${error.message}`, {
      cause: error,
      exitCode: ExitCode.UnreadableInput,
    });
  }
}

function refuse(unreadable: readonly UnreadableDocument[]): void {
  if (unreadable.length === 0) return;
  const lines = unreadable.map(({place, cause}) => `${place}: ${cause}`);
  throw new IstioctlError(
    `cannot read ${lines.length === 1 ? 'a document' : `${lines.length} documents`}: ${lines.join('; ')}`,
    {
      exitCode: ExitCode.UnreadableInput,
    },
  );
}
