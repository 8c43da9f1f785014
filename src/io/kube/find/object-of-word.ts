// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../../errors.js';
import type {Cluster, FoundKind, FoundObject, ObjectKey} from '../cluster.js';

/**
 * Finds the object of that name among the kinds that a word may mean: `gateway` is a kind of Istio and one of the Gateway
 * API, and mostly only one of them has the name. Undefined where none has.
 *
 * @throws IstioctlError (64) where several have.
 */
export async function objectOfWord(
  cluster: Pick<Cluster, 'get'>,
  kinds: readonly FoundKind[],
  key: ObjectKey,
): Promise<FoundObject | undefined> {
  const found: FoundObject[] = [];
  for (const kind of kinds) {
    const object = await cluster.get(kind, key);
    if (object) found.push({kind, object});
  }
  const [first, ...others] = found;
  if (others.length === 0) return first;
  const names = found.map(({kind}) => `${kind.resource}/${key.name}`).join(' or ');
  throw new IstioctlError(`there are several ${JSON.stringify(key.name)}: ${names}`, {
    exitCode: ExitCode.Usage,
    hint: 'Name the group, too.',
  });
}
