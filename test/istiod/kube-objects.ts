// SPDX-License-Identifier: Apache-2.0
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {name: string; namespace?: string; labels?: Record<string, string>};
  spec?: {ports?: {port: number}[]};
}

export interface ServedObjects {
  url: string;
  stop(): Promise<void>;
}

/** The kinds of Istio that its control plane looks for, by API group. */
const ISTIO: Readonly<Record<string, string>> = {
  'networking.istio.io':
    'DestinationRule EnvoyFilter Gateway ProxyConfig ServiceEntry Sidecar VirtualService WorkloadEntry WorkloadGroup',
  'security.istio.io': 'AuthorizationPolicy PeerAuthentication RequestAuthentication',
  'telemetry.istio.io': 'Telemetry',
  'extensions.istio.io': 'WasmPlugin',
  'gateway.networking.k8s.io':
    'BackendTLSPolicy GRPCRoute Gateway GatewayClass HTTPRoute ListenerSet ReferenceGrant TLSRoute',
};

/** Further kinds that it watches, of Kubernetes itself. */
const KUBERNETES =
  'ConfigMap EndpointSlice Ingress IngressClass MutatingWebhookConfiguration Namespace Node Pod Secret Service ServiceAccount ValidatingWebhookConfiguration Deployment HorizontalPodAutoscaler PodDisruptionBudget';

const DEFINITIONS = Object.entries(ISTIO).flatMap(([group, kinds]) =>
  kinds.split(' ').map((kind) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${pluralOf(kind)}.${group}`,
      uid: `${kind}.${group}`,
      resourceVersion: '1',
      // istiod reads only versions of Gateway API that it knows.
      annotations: {'gateway.networking.k8s.io/bundle-version': 'v1.5.0'},
    },
  })),
);

/** An empty list has to say of what kind. */
const KINDS = new Map(
  [...Object.values(ISTIO), KUBERNETES, 'CustomResourceDefinition']
    .flatMap((kinds) => kinds.split(' '))
    .map((kind) => [pluralOf(kind), kind]),
);

/**
 * Serves objects, from old to young, as a Kubernetes API that can be listed and watched and never changes: all that an
 * istiod needs of a cluster to make configuration of it. Whatever is written is taken and forgotten.
 */
export async function serveObjects(objects: readonly KubeObject[]): Promise<ServedObjects> {
  const stored = objects.map(withMetadata);
  const server = createServer((request, response) => answer(stored, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function withMetadata(object: KubeObject, index: number): KubeObject {
  const created = new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString().replace('.000', '');
  const metadata = {uid: `object-${index}`, resourceVersion: '1', generation: 1, creationTimestamp: created};
  return {...withDefaults(object), metadata: {...metadata, ...object.metadata}};
}

/** What an API server would have filled in, where istiod depends on it. */
function withDefaults(object: KubeObject): KubeObject {
  if (object.kind !== 'Service' || !object.spec?.ports) return object;
  const ports = object.spec.ports.map((port) => ({targetPort: port.port, ...port}));
  return {...object, spec: {...object.spec, ports}};
}

function answer(stored: readonly KubeObject[], request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '', 'http://localhost');
  if (request.method !== 'GET') return echo(request, response);
  if (url.pathname === '/version') return reply(response, {major: '1', minor: '34', gitVersion: 'v1.34.0'});
  const place = placeOf(url.pathname);
  const found = objectsAt(stored, place, url.searchParams);
  const metadataOnly = (request.headers.accept ?? '').includes('PartialObjectMetadata');
  const shape = (object: KubeObject) => (metadataOnly ? partial(object.metadata) : object);
  if (place.name !== undefined) {
    const [object] = found;
    return object ? reply(response, shape(object)) : reply(response, NOT_FOUND, 404);
  }
  const type = metadataOnly
    ? {apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata'}
    : {
        apiVersion: [place.group, place.version].filter(Boolean).join('/'),
        kind: KINDS.get(place.resource) ?? 'Unknown',
      };
  if (url.searchParams.has('watch')) return watch(response, found.map(shape), type, url.searchParams);
  reply(response, {...type, kind: `${type.kind}List`, metadata: {resourceVersion: '1'}, items: found.map(shape)});
}

const NOT_FOUND = {apiVersion: 'v1', kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404};

function reply(response: ServerResponse, body: object, code = 200): void {
  response.writeHead(code, {'content-type': 'application/json'}).end(JSON.stringify(body));
}

function echo(request: IncomingMessage, response: ServerResponse): void {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => {
    body += text;
  });
  request.on('end', () => response.writeHead(201, {'content-type': 'application/json'}).end(body));
}

function partial(metadata: object): object {
  return {apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata};
}

/** Clients that watch from the start want to know when they have seen everything that is there. */
function watch(response: ServerResponse, items: object[], type: object, query: URLSearchParams): void {
  response.writeHead(200, {'content-type': 'application/json'});
  if (query.get('sendInitialEvents') !== 'true') return response.flushHeaders();
  const annotations = {'k8s.io/initial-events-end': 'true'};
  const end = {type: 'BOOKMARK', object: {...type, metadata: {resourceVersion: '1', annotations}}};
  const events = [...items.map((object) => ({type: 'ADDED', object})), end];
  response.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

interface Place {
  group: string;
  version: string;
  namespace?: string | undefined;
  resource: string;
  name?: string | undefined;
}

/** `/api/v1/…` or `/apis/GROUP/VERSION/…`, of a namespace or of all. */
function placeOf(path: string): Place {
  const [api, ...parts] = path.split('/').filter(Boolean);
  const [group = '', version = '', ...rest] = api === 'apis' ? parts : ['', ...parts];
  const namespaced = rest[0] === 'namespaces' && rest.length > 2;
  const [resource = '', name] = namespaced ? rest.slice(2) : rest;
  return {group, version, resource, name, ...(namespaced && {namespace: rest[1]})};
}

function objectsAt(stored: readonly KubeObject[], place: Place, query: URLSearchParams): KubeObject[] {
  if (place.group === 'apiextensions.k8s.io') return DEFINITIONS;
  const fields = (query.get('fieldSelector') ?? '').split(',');
  const wanted = (field: string) =>
    fields.find((part) => part.startsWith(`metadata.${field}=`))?.slice(`metadata.${field}=`.length);
  const name = place.name ?? wanted('name');
  const namespace = place.namespace ?? wanted('namespace');
  return stored
    .filter(({apiVersion, kind, metadata}) => {
      const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
      if (group !== place.group || pluralOf(kind) !== place.resource) return false;
      if (name !== undefined && metadata.name !== name) return false;
      if (namespace !== undefined && metadata.namespace !== namespace) return false;
      return hasLabels(metadata.labels ?? {}, query.get('labelSelector'));
    })
    .map((object) => ({...object, apiVersion: [place.group, place.version].filter(Boolean).join('/')}));
}

function pluralOf(kind: string): string {
  return kind
    .toLowerCase()
    .replace(/([^aeiou])y$/, '$1ie')
    .replace(/s$/, 'se')
    .concat('s');
}

/** Selectors with sets are not understood; they select everything. */
function hasLabels(labels: Record<string, string>, selector: string | null): boolean {
  return (selector ?? '')
    .split(',')
    .filter((part) => part !== '' && !part.includes(' '))
    .every((part) => {
      if (part.startsWith('!')) return labels[part.slice(1)] === undefined;
      const [, key = '', operator, value] = /^([^=!]+)(!=|==?)?(.*)$/.exec(part) ?? [];
      if (operator === undefined) return labels[key] !== undefined;
      return (labels[key] === value) !== (operator === '!=');
    });
}
