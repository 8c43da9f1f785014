// SPDX-License-Identifier: Apache-2.0
import type {Cluster} from '../../src/io/kube/cluster.js';

const never = () => Promise.reject(new Error('not to be asked'));
const nothing = () => ({[Symbol.asyncIterator]: () => ({next: never})});

/** A cluster that answers what the test gives it, and refuses to be asked anything else. */
export function fakeCluster(answers: Partial<Cluster>): Cluster {
  return {
    origin: {cluster: '', context: '', server: '', user: '', source: '', namespace: ''},
    serverVersion: never,
    serves: never,
    get: never,
    list: never,
    pages: nothing,
    apply: never,
    create: never,
    patch: never,
    delete: never,
    watch: nothing,
    close: () => {},
    ...answers,
  };
}
