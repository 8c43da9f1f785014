// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type ManifestObject, objectOf} from '../../../src/manifest/objects/object.js';
import {sortForOutput} from '../../../src/manifest/objects/object-order.js';

const object = (apiVersion: string, kind: string, name: string, namespace = '') =>
  objectOf('Base', {apiVersion, kind, metadata: {name, namespace}});

const known: [string, string][] = [
  ['v1', 'Service'],
  ['v1', 'Secret'],
  ['v1', 'ConfigMap'],
  ['v1', 'ServiceAccount'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'DaemonSet'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['rbac.authorization.k8s.io/v1', 'Role'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'],
  ['admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration'],
  ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
];

describe('sortForOutput', () => {
  test('what others need comes first, traffic last', () => {
    const sorted = sortForOutput(known.map(([apiVersion, kind]) => object(apiVersion, kind, 'x')));
    expect(sorted.map(({kind}) => kind)).toEqual([
      'CustomResourceDefinition',
      'ServiceAccount',
      'ClusterRole',
      'ClusterRoleBinding',
      'ValidatingWebhookConfiguration',
      'ConfigMap',
      'Secret',
      'MutatingWebhookConfiguration',
      'DaemonSet',
      'Deployment',
      'PodDisruptionBudget',
      'Role',
      'HorizontalPodAutoscaler',
      'Service',
    ]);
  });

  const any = fc
    .tuple(fc.constantFrom(...known), fc.constantFrom('a', 'b', 'B'), fc.constantFrom('ns1', 'ns2'))
    .map(([[apiVersion, kind], name, namespace]) => object(apiVersion, kind, name, namespace));
  const key = ({group, kind, name}: ManifestObject) => `${group}/${kind}/${name}`;

  test('keeps all objects, and equal ones in their order whatever their namespace', () => {
    fc.assert(
      fc.property(fc.array(any), (objects) => {
        const sorted = sortForOutput(objects);
        expect(new Set(sorted)).toEqual(new Set(objects));
        expect(sortForOutput(sorted)).toEqual(sorted);
        for (const each of objects) {
          const same = (list: ManifestObject[]) => list.filter((other) => key(other) === key(each));
          expect(same(sorted)).toEqual(same(objects));
        }
      }),
    );
  });
});
