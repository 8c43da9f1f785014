// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {linesOf} from '../../analyze.js';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'k8sgateway.GatewayClassAnalyzer';
const gateway = (gatewayClassName: string) => object('KubernetesGateway', 's/g', {spec: {gatewayClassName}});
const nginx = object('GatewayClass', 'nginx', {spec: {controllerName: 'nginx.org/controller'}});

test('a class that a cluster does not have', async () => {
  expect(await analyze(ANALYZER, [gateway('haproxy'), nginx])).toEqual([
    {
      about: 'ISTX213 Gateway s/g spec.gatewayClassName',
      text: 'GatewayClass "haproxy" not found: no controller runs this Gateway. Known classes: nginx, istio, istio-waypoint, istio-east-west, istio-remote, istio-agentgateway.',
    },
  ]);
  const [misspelt] = await analyze(ANALYZER, [gateway('istoi'), nginx]);
  expect(misspelt?.text).toContain('Did you mean "istio"?');
  const [none] = await analyze(ANALYZER, [gateway('haproxy')]);
  expect(none?.text).toContain('Known classes: istio, istio-waypoint, ');
});

test.each(['nginx', 'istio', 'istio-waypoint', 'istio-remote', 'istio-east-west', 'istio-agentgateway', ''])(
  '"%s" is none',
  async (name) => {
    expect(await findings(ANALYZER, [gateway(name), nginx])).toEqual([]);
  },
);

test('a cluster whose classes could not be read', async () => {
  expect(await findings(ANALYZER, [gateway('haproxy')], {whole: new Set(['KubernetesGateway'])})).toEqual([]);
});

test('files, which seldom hold all classes, tell of names like theirs when they hold one', async () => {
  const api = {apiVersion: 'gateway.networking.k8s.io/v1'};
  const front = {...api, kind: 'Gateway', metadata: {name: 'g', namespace: 's'}, spec: {gatewayClassName: 'istoi'}};
  // Platforms bring classes of their own.
  const other = {...front, metadata: {name: 'h', namespace: 's'}, spec: {gatewayClassName: 'gke-l7-rilb'}};
  const eg = {...api, kind: 'GatewayClass', metadata: {name: 'eg'}, spec: {controllerName: 'x.io/c'}};
  for (const complete of [true, false]) {
    expect(await linesOf(JSON.stringify(front), {complete})).toEqual([]);
    const both = await linesOf([front, other, eg].map((each) => JSON.stringify(each)).join('\n---\n'), {complete});
    expect(both.filter((line) => line.includes('ISTX213'))).toHaveLength(1);
  }
});
