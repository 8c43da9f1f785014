// SPDX-License-Identifier: Apache-2.0
import type {ClusterDiff} from '../../install/apply/diff.js';
import {manifestDiffText} from '../manifest/diff.js';

/** What an install would change: objects and fields, whose pods start anew, and what could not be found out. */
export function clusterDiffText(diff: ClusterDiff): string {
  const unknown = diff.unknown.map(({kind, namespace, name, reason}) => {
    return `? ${kind} ${namespace ? `${namespace}/` : ''}${name}: ${reason}`;
  });
  const restarts = diff.restarts.map(({name, pods}) => `${name} (${pods})`).join(', ');
  const notes = [
    ...(restarts === '' ? [] : [`pods restarted: ${restarts}`]),
    ...(diff.unchecked.length === 0 ? [] : [`not checked by the server, which lacks: ${diff.unchecked.join(', ')}`]),
  ];
  return `${manifestDiffText(diff, {withoutProse: true})}${[...unknown, ...notes].map((line) => `${line}\n`).join('')}`;
}

/** The same for programs. */
export function clusterDiffJson(diff: ClusterDiff): string {
  return `${JSON.stringify({apiVersion: 'istioctl/v1', kind: 'ClusterDiff', ...diff}, null, 2)}\n`;
}
