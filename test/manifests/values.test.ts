// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {isMap, isScalar, parseDocument, type YAMLMap} from 'yaml';
import {chartFolder} from './helm.js';

const charts = [
  'base',
  'default',
  'istio-control/istio-discovery',
  'gateways/istio-ingress',
  'gateways/istio-egress',
  'gateway',
  'istio-cni',
  'ztunnel',
];

function defaultsOf(chart: string): YAMLMap {
  const defaults = parseDocument(readFileSync(join(chartFolder(chart), 'values.yaml'), 'utf8')).get(
    '_internal_defaults_do_not_set',
  );
  if (!isMap(defaults)) throw new Error(`${chart} has no defaults`);
  return defaults;
}

/** Paths of the values that have no comment above them, nor above a map that they are in. */
function undocumented(map: YAMLMap, path: string): string[] {
  return map.items.flatMap((pair, index) => {
    if (!isScalar(pair.key)) throw new Error(`${path} has a key that is no scalar`);
    const key = `${path}.${String(pair.key.value)}`;
    if (pair.key.commentBefore || (index === 0 && map.commentBefore)) return [];
    return isMap(pair.value) && pair.value.items.length > 0 ? undocumented(pair.value, key) : [key];
  });
}

test.each(charts)('every value of %s is documented', (chart) => {
  expect(undocumented(defaultsOf(chart), chart)).toEqual([]);
});

describe('the two gateways of the mesh', () => {
  const text = (chart: string): string => readFileSync(join(chartFolder(chart), 'values.yaml'), 'utf8');

  test('have the same values but for what one of them is', () => {
    const ingress = new Set(text('gateways/istio-ingress').replaceAll('ingress', 'egress').split('\n'));
    const egress = new Set(text('gateways/istio-egress').split('\n'));
    const only = (a: Set<string>, b: Set<string>) =>
      [...a].filter((line) => !b.has(line) && !line.trim().startsWith('#')).map((line) => line.trim());
    expect(only(egress, ingress)).toEqual(['type: ClusterIP']);
    expect(only(ingress, egress)).toEqual([
      'type: LoadBalancer',
      '- name: status-port',
      'port: 15021',
      'targetPort: 15021',
      'loadBalancerIP: ""',
      'loadBalancerSourceRanges: []',
      'externalTrafficPolicy: ""',
    ]);
  });
});
