// SPDX-License-Identifier: Apache-2.0
import type {Fetch} from '../../bug-report/fetch.js';
import type {Cluster, KubeObject, ObjectKind} from '../../io/kube/cluster.js';
import {objectsPath} from '../paths.js';
import {withoutSecrets} from './redact.js';

/** Lists of objects of these kinds, a file each, without what is secret. */
export function objectFetches(
  cluster: Pick<Cluster, 'pages'>,
  kinds: readonly ObjectKind[],
  namespaces: readonly string[] | undefined,
): Fetch[] {
  return kinds.map((kind) => ({
    title: `${kind.kind}s of ${kind.apiVersion}`,
    path: objectsPath(kind),
    whole: true,
    read: (signal) => listText(pages(cluster, kind, namespaces, signal)),
  }));
}

async function* listText(objects: AsyncIterable<readonly KubeObject[]>): AsyncGenerator<string> {
  let separator = '{"items":[\n';
  for await (const page of objects) {
    for (const object of page) {
      yield `${separator}${JSON.stringify(withoutSecrets(object))}`;
      separator = ',\n';
    }
  }
  yield separator === ',\n' ? '\n]}\n' : `${separator}]}\n`;
}

/** Objects of no namespace come with those of the first. */
async function* pages(
  cluster: Pick<Cluster, 'pages'>,
  kind: ObjectKind,
  namespaces: readonly string[] | undefined,
  signal: AbortSignal,
): AsyncGenerator<readonly KubeObject[]> {
  let isNamespaced = true;
  for (const namespace of namespaces ?? [undefined]) {
    if (!isNamespaced) return;
    for await (const page of cluster.pages(kind, {namespace, signal})) {
      if (page.some(({metadata}) => metadata.namespace === undefined)) isNamespaced = false;
      yield page;
    }
  }
}
