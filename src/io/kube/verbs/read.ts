// SPDX-License-Identifier: Apache-2.0

import type {Cluster, KubeObject, ObjectKind, PageOptions} from '../cluster.js';
import {asObject, objectPath, orMissing} from '../http/answer.js';
import type {ApiClient} from '../http/api-client.js';
import {answersOf} from '../http/pages.js';
import {watch} from '../http/watch.js';
import {type RestMapping, subjectOf} from './rest-mapping.js';

export type Reader = Pick<Cluster, 'serverVersion' | 'serves' | 'get' | 'list' | 'pages' | 'watch'>;

export function createReader(client: ApiClient, mapping: RestMapping): Reader {
  return {
    async serverVersion() {
      const answer = await client.request({verb: 'get', subject: '/version'}, {method: 'GET', path: '/version'});
      return {gitVersion: String(answer['gitVersion']), major: String(answer['major']), minor: String(answer['minor'])};
    },
    serves: async (kind) => (await mapping(kind)) !== undefined,
    async get(kind, key) {
      const resource = await mapping(kind);
      if (resource === undefined) return undefined;
      const path = objectPath(client, resource, key);
      return orMissing(
        client.request({verb: 'get', subject: subjectOf(kind, key)}, {method: 'GET', path}).then(asObject),
      );
    },
    async list(kind, options = {}) {
      const objects: KubeObject[] = [];
      for await (const page of pagesOf(client, mapping, kind, options)) objects.push(...page);
      return objects;
    },
    pages: (kind, options = {}) => pagesOf(client, mapping, kind, options),
    watch: (kind, options) => watch(client, mapping, kind, options),
  };
}

async function* pagesOf(
  client: ApiClient,
  mapping: RestMapping,
  kind: ObjectKind,
  options: PageOptions,
): AsyncGenerator<KubeObject[]> {
  for await (const {objects} of answersOf(client, mapping, kind, options)) yield objects;
}
