// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {selectorMatches} from '../../src/revision/label-selector.js';
import {webhookOverlaps} from '../../src/revision/webhook-overlap.js';

test.each<[object | undefined, Record<string, string>, boolean]>([
  [undefined, {}, true],
  [{matchLabels: {a: '1'}}, {a: '1'}, true],
  [{matchLabels: {a: '1'}}, {a: '2'}, false],
  [{matchLabels: {constructor: '1'}}, {}, false],
  [{matchExpressions: [{key: 'a', operator: 'In', values: ['1', '2']}]}, {a: '2'}, true],
  [{matchExpressions: [{key: 'a', operator: 'In', values: ['1']}]}, {}, false],
  [{matchExpressions: [{key: 'a', operator: 'NotIn', values: ['1']}]}, {}, true],
  [{matchExpressions: [{key: 'a', operator: 'Exists'}]}, {a: ''}, true],
  [{matchExpressions: [{key: 'a', operator: 'DoesNotExist'}]}, {a: ''}, false],
  [{matchLabels: {a: '1'}, matchExpressions: [{key: 'b', operator: 'Exists'}]}, {a: '1'}, false],
])('%j on %j', (selector, labels, matches) => {
  expect(selectorMatches(selector, labels)).toBe(matches);
});

function configuration(name: string, revision: string) {
  const namespaceSelector = {matchExpressions: [{key: 'istio.io/rev', operator: 'In', values: [revision]}]};
  const webhooks = [{name: 'rev.namespace.sidecar-injector.istio.io', namespaceSelector}];
  return {metadata: {name, labels: {'istio.io/rev': revision}}, webhooks};
}

test('two webhooks for one revision overlap, both ways', () => {
  const hook = 'rev.namespace.sidecar-injector.istio.io';
  expect(webhookOverlaps([configuration('a', 'one'), configuration('b', 'one'), configuration('c', 'two')])).toEqual([
    {configuration: 'a', others: [`b/${hook}`]},
    {configuration: 'b', others: [`a/${hook}`]},
  ]);
});

test('a webhook that was made to match nothing, and one that is not for injection, overlap with none', () => {
  const never = {matchLabels: {'istio.io/deactivated': 'never-match'}};
  const inert = {
    ...configuration('b', 'one'),
    webhooks: [{name: 'x.istio.io', namespaceSelector: never, objectSelector: never}],
  };
  const foreign = {metadata: {name: 'c'}, webhooks: [{name: 'other.example'}]};
  expect(webhookOverlaps([configuration('a', 'one'), inert, foreign])).toEqual([]);
});
