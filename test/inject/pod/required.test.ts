// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {webhookDecisions} from '../../../src/inject/injector/webhook-decision.js';
import {decide, type Policy} from '../../../src/inject/pod/required.js';

const INJECT = 'sidecar.istio.io/inject';
const enabled: Policy = {enabled: true, neverInject: [], alwaysInject: []};
const disabled: Policy = {...enabled, enabled: false};
const never: Policy = {...enabled, neverInject: [{}, {matchLabels: {app: 'a'}}]};
const always: Policy = {...disabled, alwaysInject: [{matchExpressions: [{key: 'app', operator: 'Exists'}]}]};
const both: Policy = {...never, alwaysInject: [{matchLabels: {app: 'a'}}]};

describe('whether a pod gets a proxy', () => {
  test.each([
    {policy: enabled, inject: true, cause: 'policy'},
    {policy: disabled, inject: false, cause: 'policy'},
    {policy: disabled, annotation: 'true', inject: true, cause: 'annotation'},
    {policy: enabled, annotation: 'false', inject: false, cause: 'annotation'},
    {policy: disabled, annotation: 'false', label: 'true', inject: true, cause: 'label'},
    {policy: enabled, label: 'maybe', annotation: 'false', inject: true, cause: 'policy'},
    {policy: never, app: 'a', inject: false, cause: 'neverInject'},
    {policy: never, app: 'b', inject: true, cause: 'policy'},
    {policy: never, app: 'a', annotation: 'true', inject: true, cause: 'annotation'},
    {policy: always, app: 'a', inject: true, cause: 'alwaysInject'},
    {policy: both, app: 'a', inject: false, cause: 'neverInject'},
    {policy: {...always, alwaysInject: [{}]}, inject: false, cause: 'policy'},
    {policy: enabled, namespace: 'kube-system', label: 'true', inject: false, cause: 'namespace'},
    {policy: enabled, hostNetwork: true, label: 'true', inject: false, cause: 'hostNetwork'},
  ])('%o', ({policy, annotation, label, app, namespace, hostNetwork, inject, cause}) => {
    const labels = {...(label !== undefined && {[INJECT]: label}), ...(app !== undefined && {app})};
    const annotations = annotation === undefined ? {} : {[INJECT]: annotation};
    const pod = {metadata: {labels, annotations}, spec: {hostNetwork: hostNetwork ?? false}};
    expect(decide(pod, namespace ?? '', policy)).toMatchObject({inject, cause});
  });
});

const rev = 'istio.io/rev';
const label = (key: string, operator: string, ...values: string[]) => ({
  key,
  operator,
  ...(values.length > 0 && {values}),
});
const hook = (name: string, namespace: object[], object: object[]) => ({
  name: `${name}.sidecar-injector.istio.io`,
  namespaceSelector: {matchExpressions: namespace},
  objectSelector: {matchExpressions: object},
});
const configuration = {
  metadata: {name: 'istio-sidecar-injector', labels: {[rev]: 'default'}},
  webhooks: [
    hook('rev.namespace', [label(rev, 'In', 'default')], [label(INJECT, 'NotIn', 'false')]),
    hook('namespace', [label('istio-injection', 'In', 'enabled')], [label(INJECT, 'NotIn', 'false')]),
    hook(
      'object',
      [label('istio-injection', 'DoesNotExist')],
      [label(INJECT, 'In', 'true'), label(rev, 'DoesNotExist')],
    ),
  ],
};
const dead = {matchLabels: {'istio.io/deactivated': 'never-match'}};

describe('what a webhook does with a pod', () => {
  test.each([
    [{'istio-injection': 'enabled'}, {}, true, 'Namespace label istio-injection=enabled matches'],
    [
      {'istio-injection': 'enabled'},
      {[INJECT]: 'true'},
      true,
      `Namespace label istio-injection=enabled matches, and pod label ${INJECT}=true matches`,
    ],
    [{}, {[INJECT]: 'true'}, true, `Pod label ${INJECT}=true matches`],
    [{'istio-injection': 'enabled'}, {[INJECT]: 'false'}, false, `Pod has ${INJECT}=false label, preventing injection`],
    [
      {'istio-injection': 'disabled'},
      {[INJECT]: 'true'},
      false,
      'Namespace has istio-injection=disabled label, preventing injection',
    ],
    [
      {},
      {},
      false,
      `No matching namespace labels (istio.io/rev=default, istio-injection=enabled) or pod labels (${INJECT}=true)`,
    ],
  ])('%j %j', (namespace, pod, injected, reason) => {
    expect(webhookDecisions([configuration], namespace, pod)).toEqual([
      {webhook: 'istio-sidecar-injector', revision: 'default', injected, reason},
    ]);
  });

  test('that is deactivated, or not of Istio', () => {
    const hooks = [{name: 'x.sidecar-injector.istio.io', namespaceSelector: dead, objectSelector: dead}];
    const others = [{metadata: {name: 'other'}, webhooks: [{name: 'other.example'}]}];
    expect(webhookDecisions([{metadata: {name: 'a'}, webhooks: hooks}, ...others], {}, {})).toEqual([
      {
        webhook: 'a',
        revision: '',
        injected: false,
        reason: 'The injection webhook is deactivated, and will never match labels.',
      },
    ]);
  });
});
