// SPDX-License-Identifier: Apache-2.0
import type {ClusterReader} from '../../src/io/kube/cluster.js';
import {textIn} from '../../src/manifest/input/tree.js';
import {eventually} from '../support/eventually.js';

/** Where the cluster says why pods are not ready. */
const TELLING = [
  {apiVersion: 'v1', kind: 'Pod'},
  {apiVersion: 'v1', kind: 'Event'},
  {apiVersion: 'apps/v1', kind: 'Deployment'},
  {apiVersion: 'apps/v1', kind: 'DaemonSet'},
];

/** Waits until statuses and events in the namespace hold all `signs`, spelled as in JSON. */
export async function untilSaid(cluster: ClusterReader, namespace: string, signs: readonly string[]): Promise<void> {
  await eventually(`namespace ${namespace} says ${signs.join(' and ')}`, async (saw) => {
    const lists = await Promise.all(TELLING.map((kind) => cluster.list(kind, {namespace})));
    const said = lists.flat().map(({kind, metadata: {name}, ...rest}) => {
      const {status, reason, message} = rest as Record<string, unknown>;
      return {kind, name, status, reason, message, node: textIn(rest, ['spec', 'nodeName'])};
    });
    saw(said);
    const text = JSON.stringify(said);
    return signs.every((sign) => text.includes(sign));
  });
}
