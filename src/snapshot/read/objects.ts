// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import type {Cluster, KubeObject, ListOptions, ObjectKind, PageOptions} from '../../io/kube/cluster.js';
import {ApiError} from '../../kube/api-error.js';
import {matchesFields} from '../../kube/field-selector.js';
import {apiVersionOf} from '../../kube/kinds.js';
import {matchesSelector} from '../../kube/label-selector.js';
import {objectsPath} from '../paths.js';
import type {SnapshotContent} from './content.js';

/** Reads objects as the API server answered them then; what was not saved is an error and never nothing. */
export type ObjectReader = Pick<Cluster, 'serverVersion' | 'serves' | 'get' | 'list' | 'pages' | 'watch'>;

export function objectReader(content: SnapshotContent): ObjectReader {
  const list = (kind: ObjectKind, options: ListOptions = {}): KubeObject[] => {
    const {namespace, labelSelector, fieldSelector} = options;
    checkNamespace(content, namespace);
    return allOf(content, kind).filter(
      (object) =>
        (namespace === undefined || (object.metadata.namespace ?? namespace) === namespace) &&
        (!labelSelector || matchesSelector(object.metadata.labels ?? {}, labelSelector)) &&
        (!fieldSelector || matchesFields(object, fieldSelector)),
    );
  };
  return {
    async serverVersion() {
      if (content.serverVersion) return content.serverVersion;
      throw notSaved(content, 'the version of Kubernetes');
    },
    serves: async (kind) => isServed(content, kind),
    async get(kind, {namespace, name}) {
      const home = namespace ?? content.origin.namespace;
      const own = ({metadata}: KubeObject): boolean =>
        metadata.name === name && (metadata.namespace === undefined || metadata.namespace === home);
      const found = allOf(content, kind).find(own);
      if (!found) checkNamespace(content, namespace);
      return found;
    },
    list: async (kind, options) => list(kind, options),
    pages: (kind, options) => pagesOf(list, kind, options),
    async *watch(kind, options) {
      // Nothing happens any more.
      for (const object of list(kind, options)) yield {type: 'ADDED', object};
    },
  };
}

async function* pagesOf(
  list: (kind: ObjectKind, options: ListOptions) => KubeObject[],
  kind: ObjectKind,
  {pageSize = 500, metadataOnly = false, ...options}: PageOptions = {},
): AsyncGenerator<KubeObject[]> {
  const all = list(kind, options);
  for (let at = 0; at < all.length; at += pageSize) {
    const page = all.slice(at, at + pageSize);
    yield metadataOnly ? page.map(({apiVersion, kind: own, metadata}) => ({apiVersion, kind: own, metadata})) : page;
  }
}

function isServed({kinds}: SnapshotContent, {apiVersion, kind}: ObjectKind): boolean {
  return kinds.some((each) => each.kind === kind && apiVersionOf(each) === apiVersion);
}

/** Groups whose versions of a kind have the same fields: the API server changes nothing but `apiVersion`. */
const SAME_FIELDS = /(^|\.)(istio\.io|gateway\.networking\.k8s\.io)$/;

/** Returns the objects of a kind; none of one that was not served. Throws an IstioctlError for one that was not saved. */
function allOf(content: SnapshotContent, kind: ObjectKind): readonly KubeObject[] {
  const saved = content.objects(kind);
  if (saved) return saved;
  if (!isServed(content, kind)) return [];
  const [group = ''] = kind.apiVersion.split('/');
  if (kind.apiVersion.includes('/') && SAME_FIELDS.test(group)) {
    for (const each of content.kinds) {
      if (each.kind !== kind.kind || each.group !== group) continue;
      const other = content.objects({apiVersion: apiVersionOf(each), kind: each.kind});
      if (other) return other.map((object) => ({...object, apiVersion: kind.apiVersion}));
    }
  }
  const {why, status, hint} = content.whyMissing(objectsPath(kind)) ?? {};
  if (why === undefined) throw notSaved(content, `${kind.kind}s of ${kind.apiVersion}`);
  throw new ApiError(why, {transient: false, ...(status !== undefined && {status}), ...(hint !== undefined && {hint})});
}

function checkNamespace({name, namespaces}: SnapshotContent, namespace: string | undefined): void {
  if (!namespace || !namespaces || namespaces.includes(namespace)) return;
  throw new IstioctlError(`${name} does not hold namespace ${namespace}`, {
    hint: `it was limited to ${namespaces.join(', ')} when it was taken`,
  });
}

/** Returns the error, of a kind of its own where that says more, for what a snapshot does not hold. */
export function notSaved({name}: Pick<SnapshotContent, 'name'>, what: string, Kind = ApiError): ApiError {
  return new Kind(`${name} does not hold ${what}`, {
    transient: false,
    hint: `\`istioctl snapshot show ${name}\` lists what is missing, and why`,
  });
}
