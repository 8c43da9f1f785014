// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {objectOf} from '../../../src/manifest/objects/object.js';
import {validateRendered} from '../../../src/manifest/validation/rendered.js';

const container = {name: 'discovery', image: 'pilot', ports: [{containerPort: 8080}]};

function deployment(change: Record<string, unknown>) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: 'istiod', namespace: 'istio-system'},
    spec: {
      selector: {matchLabels: {app: 'istiod'}},
      template: {metadata: {labels: {app: 'istiod'}}, spec: {containers: [{...container, ...change}]}},
    },
  };
}

const at = 'Deployment/istio-system/istiod spec.template.spec.containers[0]';

test.each([
  [{}, []],
  [{imagePullPolicy: 'Sometimes'}, [`${at}.imagePullPolicy: "Sometimes" is not one of Always, IfNotPresent, Never`]],
  [
    {resources: {limits: {cpu: 'much'}}},
    [`${at}.resources.limits.cpu: "much" is not a quantity such as 500m, 2 or 1Gi`],
  ],
  [{ports: [{containerPort: 70000}]}, [`${at}.ports[0].containerPort: 70000 is not between 1 and 65535`]],
  [{env: [{value: 'x'}]}, [`${at}.env[0]: "name" is missing`]],
  [{env: [{name: 'A', value: 1}]}, [`${at}.env[0].value: 1 is a number where a string is wanted`]],
  [{imagePulPolicy: 'Always'}, [`${at}.imagePulPolicy: unknown field`]],
  [{name: null}, [`${at}: "name" is missing`]],
])('a container with %j', (change, expected) => {
  expect(
    validateRendered([objectOf('Pilot', deployment(change))]).map(({path, message}) => `${path}: ${message}`),
  ).toEqual(expected);
});

test('kinds and versions that the tables do not know pass', () => {
  const custom = {apiVersion: 'networking.istio.io/v1', kind: 'Service', metadata: {name: 'a'}, spec: {anything: 1}};
  const hostile = {apiVersion: 'v1', kind: 'constructor', metadata: {name: 'a'}};
  expect(validateRendered([custom, hostile, {}].map((object) => objectOf('Base', object)))).toEqual([]);
});
