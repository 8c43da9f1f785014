// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import type {KubeObject, ObjectKind} from '../../io/kube/cluster.js';
import type {AccessVerdict} from '../../io/kube/verbs/access.js';
import {isTree, type Tree, textIn} from '../../manifest/input/tree.js';
import type {SnapshotManifest} from '../manifest.js';
import {answerPath, discoveryPath, logPath, MANIFEST, objectsPath, openPath, RIGHTS} from '../paths.js';
import {rightKey} from '../rights.js';
import type {SnapshotContent, SnapshotFiles} from './content.js';

/**
 * Returns what `istioctl snapshot` saved. Files are read when they are asked for.
 *
 * @throws IstioctlError (65) where the files are not those of a snapshot, here or when one is asked for.
 */
export function ownContent(files: SnapshotFiles): SnapshotContent {
  const manifest = manifestOf(files);
  const missing = new Map(manifest.missing.map((each) => [each.path, each]));
  const objects = new Map<string, readonly KubeObject[] | undefined>();
  const {cluster, namespaces, serverVersion, kinds} = manifest;
  const has = (path: string): boolean => files.read(path) !== undefined;
  let rights: Record<string, AccessVerdict> | undefined;
  return {
    name: files.name,
    takenAt: new Date(manifest.takenAt),
    origin: {...cluster, source: files.name},
    namespaces,
    serverVersion,
    kinds,
    missing: manifest.missing,
    objects(kind) {
      const path = objectsPath(kind);
      if (!objects.has(path)) objects.set(path, objectsIn(files, path, kind));
      return objects.get(path);
    },
    whyMissing: (path) => missing.get(path),
    answer: (pod, port, request) => files.read(answerPath(pod, port, request)),
    isOpen(pod, port) {
      const path = openPath(pod, port);
      return has(path) || (missing.has(path) ? false : undefined);
    },
    discovery: (pod, request) => jsonOf(files, discoveryPath(pod, request)),
    log: (pod, container, previous) => files.read(logPath(pod, container, previous))?.toString('utf8'),
    right(access) {
      rights ??= rightsIn(jsonOf(files, RIGHTS));
      return rights[rightKey(access)];
    },
  };
}

function manifestOf(files: SnapshotFiles): SnapshotManifest {
  const value = jsonOf(files, MANIFEST);
  if (isManifest(value)) return value;
  throw new IstioctlError(`${files.name} is no snapshot: it has no ${MANIFEST} of kind Snapshot`, {
    exitCode: ExitCode.UnreadableInput,
    hint: 'A snapshot is what istioctl snapshot made, or istioctl bug-report.',
  });
}

function isManifest(value: unknown): value is SnapshotManifest {
  if (!isTree(value) || value['kind'] !== 'Snapshot' || value['apiVersion'] !== 'istioctl/v1') return false;
  const {takenAt, cluster, kinds, missing, namespaces = [], serverVersion} = value;
  const isTime = typeof takenAt === 'string' && !Number.isNaN(Date.parse(takenAt));
  return (
    isTime &&
    hasTexts(cluster, ['cluster', 'context', 'server', 'user', 'namespace']) &&
    hasTexts(serverVersion, ['gitVersion', 'major', 'minor']) &&
    areAll(kinds, (kind) => hasTexts(kind, KIND_TEXTS) && areAll(kind['shortNames'], isText)) &&
    areAll(missing, (part) => hasTexts(part, ['what', 'path', 'why'])) &&
    areAll(namespaces, isText)
  );
}

const KIND_TEXTS = ['group', 'version', 'kind', 'plural', 'singular'];

function hasTexts(value: unknown, names: readonly string[]): value is Tree {
  return isTree(value) && names.every((name) => isText(value[name]));
}

function areAll(list: unknown, fits: (value: unknown) => boolean): boolean {
  return Array.isArray(list) && list.every(fits);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function objectsIn(files: SnapshotFiles, path: string, {apiVersion, kind}: ObjectKind): KubeObject[] | undefined {
  const list = jsonOf(files, path);
  if (list === undefined) return undefined;
  const items: unknown[] = isTree(list) && Array.isArray(list['items']) ? list['items'] : [];
  return items.filter(isObject).map((object) => ({...object, apiVersion, kind}));
}

function isObject(value: unknown): value is KubeObject {
  return isTree(value) && isTree(value['metadata']) && typeof value['metadata']['name'] === 'string';
}

function rightsIn(value: unknown): Record<string, AccessVerdict> {
  const entries = isTree(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([key, verdict]) =>
      isTree(verdict) ? [[key, {allowed: verdict['allowed'] === true, reason: textIn(verdict, ['reason']) ?? ''}]] : [],
    ),
  );
}

/** The JSON of a file; undefined where there is none. Throws an IstioctlError (65) for what is no JSON. */
function jsonOf(files: SnapshotFiles, path: string): unknown {
  const bytes = files.read(path);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new IstioctlError(`${files.name}: ${path} is no JSON: ${why}`, {cause, exitCode: ExitCode.UnreadableInput});
  }
}
