// SPDX-License-Identifier: Apache-2.0
import {type MeshContainer, monitoringPort} from '../../bug-report/containers.js';
import {type Fetch, inOnePiece} from '../../bug-report/fetch.js';
import {lineRedactor, redactText} from '../../bug-report/redact.js';
import {IstioctlError} from '../../errors.js';
import type {ObjectKey} from '../../io/kube/cluster.js';
import type {PodAccess} from '../../io/kube/pods/pod-access.js';
import {answerPath, logPath} from '../paths.js';

export interface PodOptions {
  /** Port of the admin pages of proxies. */
  adminPort: number;
  /** Only lines of logs of so many last seconds; all when left out. */
  sinceSeconds: number | undefined;
}

/** Lines of a log that are saved: the last ones. */
const TAIL = 5000;

const INTROSPECTION_PORT = 9876;

interface Page {
  method: 'GET' | 'POST';
  path: string;
}

const got = (...paths: string[]): Page[] => paths.map((path) => ({method: 'GET', path}));

/** What the admin port of Envoy is asked for, most telling first; `POST /logging` without parameters changes nothing. */
const ENVOY_PAGES: readonly Page[] = [
  ...got('config_dump?include_eds=true', 'clusters?format=json', 'stats?format=json'),
  {method: 'POST', path: 'logging'},
  ...got('server_info', 'certs', 'stats', 'clusters', 'stats/prometheus', 'listeners', 'memory'),
];

const ZTUNNEL_PAGES: readonly Page[] = [...got('config_dump'), {method: 'POST', path: 'logging?level='}];

/** What the monitoring port of istiod is asked for. */
const ISTIOD_PAGES: readonly Page[] = got(
  ...['version', 'debug/syncz', 'debug/clusterz', 'debug/adsz', 'debug/configz', 'debug/endpointz', 'debug/mesh'],
  ...['debug/registryz', 'debug/networkz', 'debug/push_status', 'debug/inject', 'metrics'],
);

/** What is to be had of the containers of a mesh: the control plane first, and logs last. */
export function podFetches(pods: PodAccess, containers: readonly MeshContainer[], options: PodOptions): Fetch[] {
  const inRole = (role: MeshContainer['role']) => containers.filter((each) => each.role === role);
  const pages = (of: readonly MeshContainer[], wanted: readonly Page[], port: (pod: MeshContainer) => number) =>
    of.flatMap((container) => wanted.map((page) => pageFetch(pods, keyOf(container), port(container), page)));
  const admin = () => options.adminPort;
  return [
    ...pages(inRole('istiod'), ISTIOD_PAGES, monitoringPort),
    ...pages(inRole('istiod'), got('scopej/'), () => INTROSPECTION_PORT),
    ...pages(inRole('ztunnel'), ZTUNNEL_PAGES, admin),
    ...pages(inRole('proxy'), ENVOY_PAGES, admin),
    ...['istiod', 'ztunnel', 'cni', 'proxy'].flatMap((role) =>
      containers.filter((each) => each.role === role).flatMap((each) => logFetches(pods, each, options)),
    ),
  ];
}

function keyOf({namespace, pod}: MeshContainer): ObjectKey {
  return {namespace, name: pod};
}

function pageFetch(pods: Pick<PodAccess, 'fetch'>, pod: ObjectKey, port: number, {method, path}: Page): Fetch {
  const read = async (): Promise<string> => {
    const {status, body} = await pods.fetch(pod, port, {method, path: `/${path}`});
    if (status === 200) return redactText(body.toString('utf8'));
    throw new IstioctlError(`port ${port} of pod ${pod.namespace}/${pod.name} answered /${path} with status ${status}`);
  };
  return {
    title: `/${path} of pod ${pod.namespace}/${pod.name}`,
    path: answerPath(pod, port, {method, path}),
    whole: true,
    read: () => inOnePiece(read()),
  };
}

function logFetches(pods: Pick<PodAccess, 'logs'>, container: MeshContainer, {sinceSeconds}: PodOptions): Fetch[] {
  const pod = keyOf(container);
  const fetch = (previous: boolean): Fetch => ({
    title: `${previous ? 'earlier ' : ''}log of ${container.container} in pod ${pod.namespace}/${pod.name}`,
    path: logPath(pod, container.container, previous),
    mayBeEmpty: true,
    read: (signal) => {
      const since = sinceSeconds === undefined ? {} : {sinceSeconds};
      const options = {container: container.container, previous, tailLines: TAIL, ...since, signal};
      return redactedLines(pods.logs(pod, options));
    },
  });
  return container.restarted ? [fetch(false), fetch(true)] : [fetch(false)];
}

async function* redactedLines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  const redact = lineRedactor();
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield lines.map((line) => `${redact(line)}\n`).join('');
  }
  yield rest === '' ? '' : redact(rest);
}
