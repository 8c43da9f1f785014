// SPDX-License-Identifier: Apache-2.0

import {MONITORING_PORT} from '../../bug-report/containers.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {KubeObject, ObjectKey, ServerVersion} from '../../io/kube/cluster.js';
import {apiVersionOf} from '../../kube/kinds.js';
import {isTree, textIn} from '../../manifest/input/tree.js';
import {parseYamlDocuments} from '../../yaml/parse.js';
import {placeOf} from '../place.js';
import type {SnapshotContent, SnapshotFiles} from './content.js';
import {reportKinds} from './report-kinds.js';

/** Files of a bug report with objects, as `kubectl get -o yaml` prints them or one after the other. */
const OBJECT_FILES = ['k8s-cluster-resources', 'k8s-resources', 'crs', 'nodes', 'pods', 'secrets'];

const DEFINITION = 'CustomResourceDefinition';

/** Whether files are those of a bug report, of this program or of the Go istioctl. */
export function isReport(files: SnapshotFiles): boolean {
  return files.read('bug-report.log') !== undefined || files.read('cluster/k8s-resources') !== undefined;
}

/**
 * Returns what a bug report holds of a cluster: objects, configuration and logs of proxies, debug pages of istiods. Secrets,
 * events and rights are not in it (istio.io: istioctl bug-report).
 *
 * @throws IstioctlError (65) where a file cannot be read.
 */
export function reportContent(files: SnapshotFiles): SnapshotContent {
  const objects = objectsIn(files);
  const {listed, others} = reportKinds(objects.filter(({kind}) => kind === DEFINITION));
  const kinds = [...listed, ...others];
  const log = files.read('bug-report.log')?.toString('utf8') ?? '';
  return {
    name: files.name,
    takenAt: timeIn(log) ?? files.modified,
    origin: {
      context: files.read('cluster/cluster-context')?.toString('utf8').trim() ?? '',
      ...{cluster: '', user: '', namespace: 'default', source: files.name},
      server: /Cluster endpoint: (\S+)/.exec(log)?.[1] ?? '',
    },
    namespaces: undefined,
    serverVersion: serverVersionIn(files),
    kinds,
    missing: [],
    objects({apiVersion, kind}) {
      const found = objects.filter((object) => object.apiVersion === apiVersion && object.kind === kind);
      if (found.length > 0) return found;
      const stored = listed.find((each) => each.kind === kind && groupOf(apiVersion) === each.group);
      return stored && apiVersionOf(stored) === apiVersion ? [] : undefined;
    },
    whyMissing: () => undefined,
    answer: (pod, port, {method, path}) => (method === 'GET' ? answerIn(files, pod, port, path) : undefined),
    isOpen: () => undefined,
    discovery: (pod, {typeUrl, resourceNames: [page = ''] = []}) =>
      typeUrl === 'istio.io/debug' ? debugMessage(files, pod, page) : undefined,
    log: (pod, container, previous) => logIn(files, pod, container, previous),
    right: () => undefined,
  };
}

function objectsIn(files: SnapshotFiles): KubeObject[] {
  const seen = new Map<string, KubeObject>();
  for (const name of OBJECT_FILES) {
    const path = `cluster/${name}`;
    const text = files.read(path)?.toString('utf8');
    // Without the values of Secrets it is a table.
    if (text === undefined || (name === 'secrets' && !/^(apiVersion|kind):/m.test(text))) continue;
    for (const object of documentsOf(files, path, text).flatMap(objectsOf)) {
      const {apiVersion, kind, metadata} = object;
      const key = [apiVersion, kind, metadata.namespace ?? '', metadata.name].join(' ');
      if (!seen.has(key)) seen.set(key, object);
    }
  }
  return [...seen.values()].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

function documentsOf(files: SnapshotFiles, path: string, text: string): unknown[] {
  try {
    return parseYamlDocuments(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new IstioctlError(`${files.name}: ${path}: ${why}`, {cause, exitCode: ExitCode.UnreadableInput});
  }
}

function objectsOf(value: unknown): KubeObject[] {
  if (isTree(value) && Array.isArray(value['items'])) return value['items'].flatMap(objectsOf);
  return isObject(value) ? [value] : [];
}

function isObject(value: unknown): value is KubeObject {
  if (!isTree(value) || typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string') return false;
  return isTree(value['metadata']) && typeof value['metadata']['name'] === 'string';
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** The time at which the report was made, as its log tells. */
function timeIn(log: string): Date | undefined {
  const time = new Date(/^end-time: (\S+)/m.exec(log)?.[1] ?? '');
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** Ours is YAML, that of the Go istioctl is what `kubectl version` prints. */
function serverVersionIn(files: SnapshotFiles): ServerVersion | undefined {
  const own = files.read('cluster/kubernetes-version')?.toString('utf8');
  const other = files.read('cluster/kubectl-version')?.toString('utf8') ?? '';
  const [document] = own === undefined ? [] : documentsOf(files, 'cluster/kubernetes-version', own);
  const gitVersion = textIn(document, ['gitVersion']) ?? /Server Version: (v\S+)/.exec(other)?.[1];
  if (gitVersion === undefined) return undefined;
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {gitVersion, major, minor};
}

/** Pages of istiods and proxies are in folders of their own; which port they were asked on a report does not tell. */
function answerIn(
  files: SnapshotFiles,
  {namespace = '', name}: ObjectKey,
  port: number,
  path: string,
): Buffer | undefined {
  const page = path.replace(/^\//, '');
  const ofIstiod = files.read(`istio/${namespace}/${name}/${page}`);
  return port === MONITORING_PORT || ofIstiod ? ofIstiod : files.read(`proxies/${namespace}/${name}/${page}`);
}

/** A debug page as istiod answers it over its discovery stream. */
function debugMessage(files: SnapshotFiles, {namespace = '', name}: ObjectKey, page: string): unknown {
  const text = files.read(`istio/${namespace}/${name}/debug/${page}`);
  if (text === undefined) return undefined;
  const identifier = JSON.stringify({Component: 'istiod', ID: name, Info: {}});
  return {
    type_url: 'istio.io/debug',
    resources: [{type_url: 'istio.io/debug', value: text.toString('base64')}],
    control_plane: {identifier},
  };
}

const LOGS: Readonly<Record<string, (namespace: string, pod: string) => string>> = {
  'istio-proxy': (namespace, pod) => `proxies/${namespace}/${pod}/istio-proxy.log`,
  discovery: (namespace, pod) => `istio/${namespace}/${pod}/discovery.log`,
  'install-cni': (_, pod) => `cni/${pod}/cni.log`,
};

const PREVIOUS = /\n*========= Previous log =========\n*/;

function logIn(
  files: SnapshotFiles,
  {namespace = '', name}: ObjectKey,
  container: string,
  previous: boolean,
): string | undefined {
  const ztunnel = files.read(`proxies/${namespace}/${name}/ztunnel.log`);
  const path = LOGS[container]?.(namespace, name);
  const text = (ztunnel ?? (path === undefined ? undefined : files.read(path)))?.toString('utf8');
  const [own = '', earlier] = text?.replace(/^=+ Previous log present .*\n*/, '').split(PREVIOUS) ?? [];
  return previous ? earlier : text && own;
}
