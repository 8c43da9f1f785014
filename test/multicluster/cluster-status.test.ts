// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {clusterStatuses} from '../../src/multicluster/cluster-status.js';
import {clusterStatusTable} from '../../src/writer/multicluster/cluster-status.js';

describe('clusters that an istiod reads', () => {
  const answer =
    '[{"id":"west","secretName":"istio-system/w","syncStatus":"timeout"},{"id":"Kubernetes","syncStatus":"synced"}]';

  const istiods = [
    {name: 'istiod-b', labels: {'istio.io/rev': 'default'}},
    {name: 'istiod-a', labels: {'istio.io/rev': 'canary'}},
    {name: 'istiod-c'},
  ];
  const all = istiods.flatMap((istiod) => clusterStatuses(answer, istiod));

  test('are listed by istiod with its revision, its own cluster first', () => {
    expect(clusterStatusTable(all, {compat: false})).toBe(
      [
        'NAME           SECRET             STATUS      ISTIOD       REVISION',
        'Kubernetes                        synced      istiod-a     canary',
        'west           istio-system/w     timeout     istiod-a     canary',
        'Kubernetes                        synced      istiod-b     default',
        'west           istio-system/w     timeout     istiod-b     default',
        'Kubernetes                        synced      istiod-c     ',
        'west           istio-system/w     timeout     istiod-c     ',
        '',
      ].join('\n'),
    );
    const own = '[{"id":"b","secretName":"s","syncStatus":"synced"},{"id":"a","secretName":"s"},{"id":"z"}]';
    const ids = clusterStatusTable(clusterStatuses(own, {name: 'i'}), {compat: false}).match(/^\w+/gm);
    expect(ids).toEqual(['NAME', 'z', 'a', 'b']);
  });

  test('are listed by cluster without a revision where 1.30 is asked for', () => {
    expect(clusterStatusTable(all.slice(0, 4), {compat: true})).toBe(
      [
        'NAME           SECRET             STATUS      ISTIOD',
        'Kubernetes                        synced      istiod-a',
        'Kubernetes                        synced      istiod-b',
        'west           istio-system/w     timeout     istiod-a',
        'west           istio-system/w     timeout     istiod-b',
        '',
      ].join('\n'),
    );
    expect(clusterStatuses('null', {name: 'istiod-a'})).toEqual([]);
  });

  test.each(['', '{}', '[1]', '<html>'])('%j is no such answer', (text) => {
    expect(() => clusterStatuses(text, {name: 'istiod-a'})).toThrow(
      'istiod istiod-a answered its page clusterz with something else than a list of clusters',
    );
  });
});
