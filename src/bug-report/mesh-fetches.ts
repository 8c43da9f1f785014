// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import type {PodAccess} from '../io/kube/pods/pod-access.js';
import {type MeshContainer, monitoringPort, pathOf} from './containers.js';
import {type Fetch, inOnePiece} from './fetch.js';
import type {SummaryOfLogs} from './log-summary.js';
import {lineRedactor, redactText} from './redact.js';
import {inWindow, type TimeWindow} from './time-window.js';

export interface MeshOptions {
  adminPort: number;
  window: TimeWindow | undefined;
  /** Last lines of each log; 0 is all of it. */
  tail: number;
  skipProxyDebug: boolean;
  skipNetstat: boolean;
  skipCoredumps: boolean;
  logs: SummaryOfLogs;
}

/** Pages of istiod that show what it knows (spec/install.md §1.14). */
const ISTIOD_PAGES = [
  ...['adsz', 'authorizationz', 'cachez', 'clusterz', 'configz', 'endpointShardz', 'endpointz', 'inject', 'krtz'],
  ...['instancesz', 'mcsz', 'mesh', 'networkz', 'push_status', 'registryz', 'resourcesz', 'syncz', 'telemetryz'],
  'ambientz',
].map((page) => `debug/${page}`);

/** Pages of Envoy's admin port. */
const ENVOY_PAGES = [
  ...['certs', 'clusters', 'config_dump?include_eds', 'listeners', 'memory', 'server_info', 'stats/prometheus'],
  'runtime',
];

/** What is to be had from the containers of the mesh: the control plane first, and in the order they have. */
export function meshFetches(pods: PodAccess, containers: readonly MeshContainer[], options: MeshOptions): Fetch[] {
  const order = ['istiod', 'cni', 'ztunnel', 'proxy'];
  return order.flatMap((role) =>
    containers.filter((each) => each.role === role).flatMap((each) => containerFetches(pods, each, options)),
  );
}

function containerFetches(pods: PodAccess, container: MeshContainer, options: MeshOptions): Fetch[] {
  const {namespace, pod} = container;
  switch (container.role) {
    case 'istiod': {
      const port = monitoringPort(container);
      const folder = `istio/${namespace}/${pod}`;
      const pages = [...ISTIOD_PAGES, 'metrics'].map((page) => pageFetch(pods, container, {folder, port, page}));
      return [logFetch(pods, container, `${folder}/discovery.log`, options), ...pages];
    }
    case 'cni':
      return [logFetch(pods, container, `cni/${pod}/cni.log`, options)];
    case 'ztunnel': {
      const folder = `proxies/${namespace}/${pod}`;
      const dump = pageFetch(pods, container, {folder, port: options.adminPort, page: 'config_dump'});
      return [logFetch(pods, container, `${folder}/ztunnel.log`, options), ...(options.skipProxyDebug ? [] : [dump])];
    }
    case 'proxy':
      return proxyFetches(pods, container, options);
  }
}

function proxyFetches(pods: PodAccess, container: MeshContainer, options: MeshOptions): Fetch[] {
  const folder = `proxies/${container.namespace}/${container.pod}`;
  const fetches = [logFetch(pods, container, `${folder}/istio-proxy.log`, options)];
  if (!options.skipProxyDebug) {
    for (const page of ENVOY_PAGES) fetches.push(pageFetch(pods, container, {folder, port: options.adminPort, page}));
  }
  if (!options.skipNetstat) {
    fetches.push(commandFetch(pods, container, `${folder}/netstat`, ['netstat', '-natpw']));
  }
  if (!options.skipCoredumps) {
    // A core holds the keys of its process, which nothing can take out: only their names are kept.
    fetches.push(commandFetch(pods, container, `${folder}/cores`, ['find', '/var/lib/istio', '-name', 'core.*']));
  }
  return fetches;
}

function titleOf(what: string, container: MeshContainer): string {
  return `${what} of ${pathOf(container)}`;
}

function pageFetch(
  pods: PodAccess,
  container: MeshContainer,
  {folder, port, page}: {folder: string; port: number; page: string},
): Fetch {
  const {namespace, pod: name} = container;
  const read = async (): Promise<string> => {
    const {status, body} = await pods.fetch({namespace, name}, port, {method: 'GET', path: `/${page}`});
    if (status !== 200) throw new IstioctlError(`port ${port} of pod ${namespace}/${name} answered ${status}`);
    return redactText(body.toString('utf8'));
  };
  return {title: titleOf(page, container), path: `${folder}/${page}`, read: () => inOnePiece(read())};
}

function commandFetch(pods: PodAccess, container: MeshContainer, path: string, command: string[]): Fetch {
  const {namespace, pod: name} = container;
  const read = async (): Promise<string> => {
    const result = await pods.exec({namespace, name}, {container: container.container, command});
    if (result.exitCode === 0) return result.stdout.toString('utf8');
    throw new IstioctlError(`${command[0]} ended with ${result.exitCode}: ${result.stderr.toString('utf8').trim()}`);
  };
  return {title: titleOf(command[0] ?? '', container), path, read: () => inOnePiece(read())};
}

const PREVIOUS_FOLLOWS = '========= Previous log present (appended at the end) =========\n\n';
const PREVIOUS = '\n\n========= Previous log =========\n\n';

function logFetch(pods: PodAccess, container: MeshContainer, path: string, options: MeshOptions): Fetch {
  const {namespace, pod: name, restarted} = container;
  const tail = options.tail > 0 ? {tailLines: options.tail} : {};
  async function* read(signal: AbortSignal): AsyncGenerator<string> {
    const wanted = {container: container.container, ...tail, signal};
    if (restarted) yield PREVIOUS_FOLLOWS;
    yield* linesOf(pods.logs({namespace, name}, wanted), container, options);
    if (!restarted) return;
    yield PREVIOUS;
    yield* linesOf(pods.logs({namespace, name}, {...wanted, previous: true}), container, options);
  }
  return {title: titleOf('log', container), path, read};
}

/** The wanted lines of a log, some at a time. */
async function* linesOf(
  pieces: AsyncIterable<string>,
  container: MeshContainer,
  {window, logs}: MeshOptions,
): AsyncGenerator<string> {
  const isWanted = inWindow(window);
  const redact = lineRedactor();
  const count = logs.counter(pathOf(container));
  let rest = '';
  const wanted = (lines: readonly string[]): string =>
    lines
      .filter((line) => isWanted(line) && (count(line), true))
      .map((line) => `${redact(line)}\n`)
      .join('');
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield wanted(lines);
  }
  if (rest !== '') yield wanted([rest]);
}
