// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {emitYaml} from '../../src/yaml/emit.js';
import {analyze} from '../analysis/analyze.js';
import {audit, MESH, spec} from './audit.js';

test('policies of clients move as well where there is a waypoint, for it comes between', () => {
  const {files} = audit('shop');
  const names = (file: string) =>
    files
      .filter((each) => each.file === file)
      .flatMap(({objects}) => objects.map((each) => (each as {metadata: {name: string}}).metadata.name));
  expect(names('waypoint-policies.yaml')).toEqual(['read-only-waypoint', 'from-shop-waypoint']);
  expect(names('sidecar-policies.yaml')).toEqual(['read-only', 'from-shop']);
  expect(names('ztunnel-policies.yaml')).toEqual(['read-only-no-bypass', 'from-shop-no-bypass']);
});

test('a waypoint that is there is used', () => {
  const waypoint = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: {name: 'own', namespace: 'batch'},
    spec: {gatewayClassName: 'istio-waypoint', listeners: [{name: 'mesh', port: 15008, protocol: 'HBONE'}]},
  };
  const labelled = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {name: 'batch', labels: {'istio.io/rev': 'stable', 'istio.io/use-waypoint': 'own'}},
  };
  const policy = spec('AuthorizationPolicy', 'get', {rules: [{to: [{operation: {methods: ['GET']}}]}]});
  const {readiness, files, steps} = audit('batch', labelled, waypoint, policy);
  expect([readiness, files.map(({file}) => file)]).toEqual([
    'READY',
    ['waypoint-policies.yaml', 'sidecar-policies.yaml', 'ztunnel-policies.yaml'],
  ]);
  expect(files[0]?.objects[0]).toMatchObject({spec: {targetRefs: [{kind: 'Gateway', name: 'own'}]}});
  expect(steps.map(({command}) => command)).toContain('istioctl waypoint status own -n batch');
});

test('what it writes is valid, and no analyzer finds anything in it once all steps are done', async () => {
  const {files} = audit('shop');
  const done = MESH.replace(
    'istio-injection: enabled, team: shop',
    'istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint',
  )
    .replace(', sidecar.istio.io/inject: "true"', '')
    .split('---\n')
    .filter((text) => !/kind: (AuthorizationPolicy|Sidecar|EnvoyFilter)/.test(text));
  const made = files
    .filter(({file}) => file !== 'sidecar-policies.yaml')
    .flatMap(({objects}) => objects.map((each) => emitYaml(each)));
  const analysis = await analyze([...done, ...made].join('---\n'));
  const messages = analysis.messages.filter(({subject}) => subject?.namespace === 'shop' || subject?.name === 'shop');
  expect([analysis.fileErrors, messages.map(({code, subject}) => `${code} ${subject?.kind} ${subject?.name}`)]).toEqual(
    [[], []],
  );
});
