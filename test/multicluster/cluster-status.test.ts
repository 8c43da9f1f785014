// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {clusterStatuses} from '../../src/multicluster/cluster-status.js';
import {clusterStatusTable} from '../../src/writer/multicluster/cluster-status.js';

describe('clusters that an istiod reads', () => {
  const answer =
    '[{"id":"west","secretName":"istio-system/w","syncStatus":"timeout"},{"id":"Kubernetes","syncStatus":"synced"}]';

  test('are a row for each istiod, sorted', () => {
    const all = ['istiod-b', 'istiod-a'].flatMap((istiod) => clusterStatuses(answer, istiod));
    expect(clusterStatusTable(all)).toBe(
      [
        'NAME           SECRET             STATUS      ISTIOD',
        'Kubernetes                        synced      istiod-a',
        'Kubernetes                        synced      istiod-b',
        'west           istio-system/w     timeout     istiod-a',
        'west           istio-system/w     timeout     istiod-b',
        '',
      ].join('\n'),
    );
    expect(clusterStatuses('null', 'istiod-a')).toEqual([]);
  });

  test.each(['', '{}', '[1]', '<html>'])('%j is no such answer', (text) => {
    expect(() => clusterStatuses(text, 'istiod-a')).toThrow(
      'istiod istiod-a answered its page clusterz with something else than a list of clusters',
    );
  });
});
