// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'k8sgateway.SelectorAnalyzer';
const pod = object('Pod', 'a/gw-1', {labels: {app: 'gw', 'gateway.networking.k8s.io/gateway-name': 'gw'}});
const spec = {selector: {matchLabels: {app: 'gw'}}};
const KINDS = ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin'] as const;

test.each(KINDS)('%s does not attach to a gateway by selector', async (kind) => {
  expect(await analyze(ANALYZER, [pod, object(kind, 'a/p', {spec})])).toEqual([
    {
      about: `IST0166 ${kind} a/p`,
      text: 'Ineffective selector on Kubernetes Gateway gw. Use the TargetRef field instead.',
    },
  ]);
});

test.each(KINDS)('%s does by target, and may select other pods', async (kind) => {
  const target = {kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'gw'};
  const resources = [
    pod,
    object('Pod', 'b/app', {labels: {app: 'gw'}}),
    object(kind, 'a/target', {spec: {...spec, targetRef: target}}),
    object(kind, 'a/all', {spec: {}}),
    object(kind, 'b/other', {spec}),
  ];
  expect(await findings(ANALYZER, resources)).toEqual([]);
});
