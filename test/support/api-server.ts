// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type IncomingMessage, type RequestListener, type ServerResponse} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Duplex} from 'node:stream';
import {type WebSocket, WebSocketServer} from 'ws';
import type {KubeObject} from '../../src/io/kube/cluster.js';
import {channelMessage, listenToChannels} from '../../src/io/kube/http/channels.js';
import {portOf} from './port.js';

/** Takes a connection to a port of a pod; undefined where nobody listens. */
export type PodPorts = (pod: {namespace: string; name: string}, port: number) => ((stream: Duplex) => void) | undefined;

/** The log of a pod's containers; undefined where there is none. */
export type PodLogs = (pod: {namespace: string; name: string}) => string | undefined;

export interface RecordedCluster {
  kubeconfig: string;
  /** Method and path of every request, discovery left out. */
  requests: string[];
  stop(): void;
}

const LOG = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/log$/;

/** Plurals that are no plain `kind + s`. */
const PLURALS: Record<string, string> = {
  NetworkPolicy: 'networkpolicies',
  AuthorizationPolicy: 'authorizationpolicies',
  ServiceEntry: 'serviceentries',
};

/** Kinds that the server knows without having an object of them. */
const KNOWN = ['v1 Pod', 'v1 Service', 'v1 ConfigMap', 'v1 Namespace', 'apps/v1 Deployment', 'apps/v1 DaemonSet'];
const CLUSTER_SCOPED = /^(Namespace|Node|\w+WebhookConfiguration)$/;

/**
 * An API server with recorded objects, for comparing with outputs that were recorded on a cluster that is gone. It
 * reads, lists by labels and fields, watches in silence and forwards ports over a WebSocket; it writes nothing, but
 * says that it did.
 */
export async function startRecordedCluster(
  objects: readonly KubeObject[],
  ports: PodPorts,
  logs: PodLogs = () => undefined,
): Promise<RecordedCluster> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://server');
    const answer = discovery(objects, url.pathname);
    if (answer) return sendJson(response, 200, answer);
    requests.push(`${request.method} ${request.url}`);
    const [, namespace = '', name = ''] = LOG.exec(url.pathname) ?? [];
    const log = name === '' ? undefined : logs({namespace, name});
    if (log !== undefined) return void response.end(log);
    if (request.method === 'PATCH') void echo(request, response);
    else read(objects, url, response);
  });
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has('v4.channel.k8s.io') ? 'v4.channel.k8s.io' : false),
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    requests.push(`${request.method} ${request.url}`);
    // The parser of `ws` takes no protocol with a slash in its name.
    request.headers['sec-websocket-protocol'] = 'v4.channel.k8s.io';
    const refusal = forwardingRefusal(objects, request);
    if (refusal)
      return void socket.end(`HTTP/1.1 404 Not Found\r\nContent-Length: ${refusal.length}\r\n\r\n${refusal}`);
    sockets.handleUpgrade(request, socket, head, (opened) => forward(opened, request, ports));
  });
  const url = `http://127.0.0.1:${await portOf(server)}`;
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-recorded-'));
  const kubeconfig = join(folder, 'config');
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      clusters: [{name: 'recorded', cluster: {server: url}}],
      contexts: [{name: 'recorded', context: {cluster: 'recorded'}}],
      'current-context': 'recorded',
    }),
  );
  return {
    kubeconfig,
    requests,
    stop() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
      rmSync(folder, {recursive: true});
    },
  };
}

/** Lets an HTTP handler answer on connections to a port. */
export function httpPort(listener: RequestListener): (stream: Duplex) => void {
  const server = createServer({keepAlive: false}, listener);
  return (stream) => void server.emit('connection', stream);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {'Content-Type': 'application/json'}).end(JSON.stringify(body));
}

interface Kind {
  apiVersion: string;
  kind: string;
  plural: string;
}

function kindsOf(objects: readonly KubeObject[]): Kind[] {
  const names = new Set([...KNOWN, ...objects.map(({apiVersion, kind}) => `${apiVersion} ${kind}`)]);
  return [...names].map((name) => {
    const [apiVersion = '', kind = ''] = name.split(' ');
    return {apiVersion, kind, plural: PLURALS[kind] ?? `${kind.toLowerCase()}s`};
  });
}

function discovery(objects: readonly KubeObject[], path: string): object | undefined {
  const kinds = kindsOf(objects);
  const versions = [...new Set(kinds.map(({apiVersion}) => apiVersion))].toSorted();
  if (path === '/api') return {kind: 'APIVersions', versions: ['v1']};
  if (path === '/apis') {
    const groups = new Set(versions.flatMap((version) => version.split('/').slice(0, -1)));
    const versionsOf = (group: string) => versions.filter((version) => version.startsWith(`${group}/`));
    return {
      kind: 'APIGroupList',
      groups: [...groups].map((name) => ({name, versions: versionsOf(name).map((groupVersion) => ({groupVersion}))})),
    };
  }
  const groupVersion = path === '/api/v1' ? 'v1' : /^\/apis\/([^/]+\/[^/]+)$/.exec(path)?.[1];
  if (groupVersion === undefined) return undefined;
  const resources = kinds
    .filter(({apiVersion}) => apiVersion === groupVersion)
    .map(({kind, plural}) => ({
      name: plural,
      singularName: kind.toLowerCase(),
      kind,
      namespaced: !CLUSTER_SCOPED.test(kind),
    }));
  return {kind: 'APIResourceList', groupVersion, resources};
}

const COLLECTION = /^\/(?:api|apis)\/(v1|[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/;

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const {metadata, ...patch} = JSON.parse(Buffer.concat(await request.toArray()).toString('utf8'));
  sendJson(response, 200, {apiVersion: 'v1', kind: 'Patched', ...patch, metadata: {name: 'patched', ...metadata}});
}

function read(objects: readonly KubeObject[], {pathname, searchParams}: URL, response: ServerResponse): void {
  const [, apiVersion = '', namespace, plural = '', name] = COLLECTION.exec(pathname) ?? [];
  const kind = kindsOf(objects).find((each) => each.apiVersion === apiVersion && each.plural === plural);
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  if (!kind)
    return sendJson(response, 404, {kind: 'Status', message: 'the server could not find the requested resource'});
  const there = objects.filter(
    (object) =>
      object.apiVersion === apiVersion &&
      object.kind === kind.kind &&
      (namespace === undefined || object.metadata.namespace === namespace),
  );
  if (name !== undefined) {
    const found = there.find(({metadata}) => metadata.name === name);
    const message = `${plural}${group} "${name}" not found`;
    return found
      ? sendJson(response, 200, found)
      : sendJson(response, 404, {kind: 'Status', message, reason: 'NotFound'});
  }
  if (searchParams.has('watch')) return response.writeHead(200).flushHeaders();
  const items = there.filter((object) => isSelected(object, searchParams));
  return sendJson(response, 200, {kind: `${kind.kind}List`, apiVersion, metadata: {resourceVersion: '1'}, items});
}

function isSelected(object: KubeObject, query: URLSearchParams): boolean {
  const labels = object.metadata.labels ?? {};
  const terms = (name: string): [string, string][] =>
    (query.get(name) ?? '')
      .split(',')
      .filter(Boolean)
      .map((term) => [term.slice(0, term.indexOf('=')), term.slice(term.indexOf('=') + 1)]);
  const valueOf = (path: string): unknown =>
    path.split('.').reduce<unknown>((holder, key) => Object(holder)[key], object);
  return (
    terms('labelSelector').every(([key, value]) => labels[key] === value) &&
    terms('fieldSelector').every(([path, value]) => valueOf(path) === value)
  );
}

const FORWARDED = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/portforward\?ports=(\d+)$/;

function forwardingRefusal(objects: readonly KubeObject[], {url = ''}: IncomingMessage): string | undefined {
  const [, namespace, name] = FORWARDED.exec(url) ?? [];
  const isThere = objects.some(
    ({kind, metadata}) => kind === 'Pod' && metadata.namespace === namespace && metadata.name === name,
  );
  return isThere
    ? undefined
    : JSON.stringify({kind: 'Status', message: `pods "${name}" not found`, reason: 'NotFound'});
}

const [DATA, ERROR] = [0, 1];

function forward(socket: WebSocket, {url = ''}: IncomingMessage, ports: PodPorts): void {
  const [, namespace = '', name = '', port = ''] = FORWARDED.exec(url) ?? [];
  const greeting = Buffer.alloc(2);
  greeting.writeUInt16LE(Number(port));
  for (const channel of [DATA, ERROR]) socket.send(channelMessage(channel, greeting));
  const serve = ports({namespace, name}, Number(port));
  if (!serve) {
    const complaint = `an error occurred forwarding ${port}: connection refused`;
    return socket.send(channelMessage(ERROR, Buffer.from(complaint)), () => socket.close(1000));
  }
  const stream = new Duplex({
    read: () => {},
    write: (bytes: Buffer, _, done) => socket.send(channelMessage(DATA, bytes), () => done()),
    final: (done) => {
      socket.close(1000);
      done();
    },
  });
  socket.pause();
  listenToChannels(socket, {
    message: (channel, payload) => void (channel === DATA && stream.push(payload)),
    end: () => void stream.push(null),
  });
  serve(stream);
}
