// SPDX-License-Identifier: Apache-2.0

import {hasMessage} from '../../api/schema/tables.js';
import type {Finding} from '../finding.js';
import {formatPath, getIn, isTree, textIn} from '../tree.js';
import {strictObjectRules} from './strict-rules.js';
import {walk} from './walk.js';

/** Groups whose kinds the Kubernetes tables hold, by the version that they describe. */
const apiVersions: ReadonlySet<string> = new Set([
  'v1',
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
export function validateRendered(objects: readonly unknown[]): Finding[] {
  return objects.flatMap(findingsOf);
}

function findingsOf(object: unknown): Finding[] {
  const kind = textIn(object, ['kind']);
  if (!isTree(object) || kind === undefined || !isKnown(object, kind)) return [];
  const namespace = textIn(object, ['metadata', 'namespace']);
  const where = [kind, ...(namespace === undefined ? [] : [namespace]), String(getIn(object, ['metadata', 'name']))];
  const problems = walk(object, {kind: 'message', table: 'k8s', name: kind}, [], 'k8s', strictObjectRules);
  return problems.map(({path, severity, message, suggestion}): Finding => {
    const finding: Finding = {severity, path: `${where.join('/')} ${formatPath(path)}`.trimEnd(), message, origin: {}};
    return suggestion === undefined ? finding : {...finding, suggestion};
  });
}

function isKnown(object: unknown, kind: string): boolean {
  return apiVersions.has(textIn(object, ['apiVersion']) ?? '') && hasMessage('k8s', kind);
}
