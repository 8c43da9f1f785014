// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import type {FoundKind, KubeObject} from '../../io/kube/cluster.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {objectOfWord} from '../../io/kube/find/object-of-word.js';
import {parsePodTarget} from '../../io/kube/pods/pod-target.js';

/** A resource as users name it: `vs/cart.shop`. */
export interface ResourceName {
  /** Of its kind, a short name for one. */
  type: string;
  name: string;
  namespace: string;
}

/** Takes `KIND/NAME[.NAMESPACE]` apart. Throws an IstioctlError (64) for anything else. */
export function parseResource(target: string, inNamespace: string): ResourceName {
  const {text, namespace} = parsePodTarget(target, inNamespace);
  const [type = '', name = '', ...more] = text.split('/');
  if (type !== '' && name !== '' && more.length === 0) return {type, name, namespace};
  throw new IstioctlError(`${target} names no resource`, {exitCode: ExitCode.Usage, hint: 'Give it as KIND/NAME.'});
}

/** The resource as it is now, once its kind has passed the check. Throws an IstioctlError where there is none. */
export async function existingResource(
  cluster: ConnectedCluster,
  {type, name, namespace}: ResourceName,
  check: (kind: FoundKind) => void = () => {},
): Promise<KubeObject> {
  const kinds = await cluster.findKinds(type);
  const [kind] = kinds;
  if (kind === undefined) throw new IstioctlError(`the server doesn't have a resource type ${JSON.stringify(type)}`);
  const found = await objectOfWord(cluster, kinds, {namespace, name});
  check(found?.kind ?? kind);
  if (found) return found.object;
  throw new IstioctlError(
    `${kind.resource} ${JSON.stringify(name)} not found in the ${JSON.stringify(namespace)} namespace`,
  );
}
