// SPDX-License-Identifier: Apache-2.0
import type {IstioSpecs} from '../../../api/istio-types.js';
import type {Context} from '../../model/context.js';
import type {MeshObject} from '../../model/object.js';
import {oncePerContext} from '../../once.js';
import {applicable} from '../selection.js';

export type Policy = MeshObject<IstioSpecs['AuthorizationPolicy']>;
export type Rule = NonNullable<Policy['spec']['rules']>[number];
export type When = NonNullable<Rule['when']>[number];
export type Source = NonNullable<NonNullable<Rule['from']>[number]['source']>;
export type Operation = NonNullable<NonNullable<Rule['to']>[number]['operation']>;

const computed = oncePerContext((context, namespace: string) => {
  const {mesh, proxy} = context;
  return applicable(context, mesh.authorizationPolicies, [mesh.settings.rootNamespace, proxy.namespace, namespace]);
});

/**
 * Returns the policies of an action that a proxy enforces: those of the root namespace first, the older first. On what it
 * sends to a service, those of the service's namespace are among them.
 */
export function policiesOf(
  context: Context,
  action: string,
  namespace: string = context.proxy.namespace,
): readonly Policy[] {
  return computed(context, namespace).filter(({spec}) => (spec.action ?? 'ALLOW') === action);
}

/** Returns whether a policy is only tried out: https://istio.io/latest/docs/tasks/security/authorization/authz-dry-run/ */
export function isDryRun({annotations}: Policy): boolean {
  return ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(annotations['istio.io/dry-run'] ?? '');
}
