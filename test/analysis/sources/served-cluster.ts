// SPDX-License-Identifier: Apache-2.0
import type {AnalyzedCluster} from '../../../src/analysis/sources/cluster.js';
import type {KubeObject} from '../../../src/io/kube/cluster.js';

interface ServedObject {
  /** `namespace/name`, or a name alone. */
  name: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  [field: string]: unknown;
}

/** By `apiVersion/Kind`: the objects, the error that a list ends with, or that a list never ends. */
export type Served = Record<string, readonly ServedObject[] | Error | 'never'>;

/** A cluster that serves these objects, and keeps what it was asked for. */
export function servedCluster(served: Served): AnalyzedCluster & {asked: string[]; close(): void} {
  const asked: string[] = [];
  const objectsOf = (key: string): KubeObject[] => {
    const objects = served[key] ?? [];
    if (objects instanceof Error) throw objects;
    return objects === 'never' ? [] : objects.map((object) => objectFrom(key, object));
  };
  return {
    asked,
    close: () => {},
    serves: async ({apiVersion, kind}) => Object.hasOwn(served, `${apiVersion}/${kind}`),
    async get({apiVersion, kind}, {namespace, name}) {
      const key = `${apiVersion}/${kind}`;
      asked.push(`get ${key} ${namespace === undefined ? name : `${namespace}/${name}`}`);
      return objectsOf(key).find(({metadata}) => metadata.name === name && metadata.namespace === namespace);
    },
    async *pages({apiVersion, kind}, options = {}) {
      const key = `${apiVersion}/${kind}`;
      asked.push(`${options.metadataOnly ? 'metadata' : 'pages'} ${key}`);
      if (served[key] === 'never') await new Promise(() => {});
      const objects = objectsOf(key);
      yield options.metadataOnly ? objects.map(({metadata}) => ({apiVersion, kind, metadata})) : objects;
    },
  };
}

function objectFrom(key: string, {name, labels, annotations, ...fields}: ServedObject): KubeObject {
  const [kind = '', ...version] = key.split('/').toReversed();
  const [own = '', namespace] = name.split('/').toReversed();
  return {
    apiVersion: version.toReversed().join('/'),
    kind,
    metadata: {
      name: own,
      ...(namespace !== undefined && {namespace}),
      ...(labels && {labels}),
      ...(annotations && {annotations}),
    },
    ...fields,
  };
}
