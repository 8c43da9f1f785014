// SPDX-License-Identifier: Apache-2.0

import {hasMessage} from '../../api/schema/tables.js';
import type {Finding} from '../input/finding.js';
import {formatPath} from '../input/tree.js';
import type {ManifestObject} from '../objects/object.js';
import {strictObjectRules} from './strict-rules.js';
import {walk} from './walk.js';

/** Groups whose kinds the Kubernetes tables hold, by the version that they describe. */
const apiVersions: ReadonlySet<string> = new Set([
  '/v1',
  'apps/v1',
  'autoscaling/v2',
  'policy/v1',
  'networking.k8s.io/v1',
  'discovery.k8s.io/v1',
  'rbac.authorization.k8s.io/v1',
  'admissionregistration.k8s.io/v1',
]);

/**
 * What the API server would refuse in rendered objects: unknown and missing fields, types, quantities, enums, ports
 * (users.md 3.3). Objects of kinds that the tables do not know, CRDs among them, pass. The path of a finding starts
 * with kind, namespace and name of the object.
 */
export function validateRendered(objects: readonly ManifestObject[]): Finding[] {
  return objects.flatMap(findingsOf);
}

function findingsOf(object: ManifestObject): Finding[] {
  const {group, version, kind, namespace, name} = object;
  if (!apiVersions.has(`${group}/${version}`) || !hasMessage('k8s', kind)) return [];
  const where = namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
  const type = {kind: 'message', table: 'k8s', name: kind} as const;
  return walk(object.value(), type, [], 'k8s', strictObjectRules).map(({path, severity, message, suggestion}) => {
    const finding: Finding = {severity, path: `${where} ${formatPath(path)}`.trimEnd(), message, origin: {}};
    return suggestion === undefined ? finding : {...finding, suggestion};
  });
}
