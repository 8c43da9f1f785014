// SPDX-License-Identifier: Apache-2.0
import type {Cluster} from '../../io/kube/cluster.js';
import {FIELD_MANAGER, labelled} from '../../revision/labels.js';
import {joinErrors} from '../errors.js';
import {missingNamespaces} from '../plan/namespace.js';
import type {RenderedObject} from './component.js';
import {COMPONENT, type Owner, ownerLabels} from './labels.js';

export interface DryRunResult {
  /** Objects the server would take. */
  accepted: number;
  /** Namespaces that are not there yet, so that the server cannot judge what goes into them. */
  missingNamespaces: string[];
}

/**
 * Lets the server judge every object without writing any: defaulting, validation, admission. Throws for all that it
 * refuses.
 */
export async function dryRunObjects(
  cluster: Cluster,
  objects: readonly RenderedObject[],
  {owner, version}: {owner: Owner; version: string},
): Promise<DryRunResult> {
  const missing = await missingNamespaces(
    cluster,
    objects.map(({namespace}) => namespace),
  );
  const errors: Error[] = [];
  let accepted = 0;
  for (const object of objects) {
    if (missing.includes(object.namespace)) continue;
    const labels = {...ownerLabels(owner, version), [COMPONENT]: object.component};
    try {
      await cluster.apply(labelled(object.value(), labels), {fieldManager: FIELD_MANAGER, force: true, dryRun: true});
      accepted++;
    } catch (error) {
      errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  if (errors.length > 0) throw joinErrors('the install would fail', errors);
  return {accepted, missingNamespaces: missing};
}
