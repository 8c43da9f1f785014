// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import type {ClusterReader} from '../../io/kube/cluster.js';
import {parseYaml} from '../../yaml/parse.js';

const CONFIG_MAP = {apiVersion: 'v1', kind: 'ConfigMap'};

/** The mesh config of a revision's control plane. Throws an IstioctlError where it is missing or no YAML. */
export async function meshConfigIn(
  cluster: Pick<ClusterReader, 'get'>,
  namespace: string,
  revision: string,
): Promise<unknown> {
  const name = revision === '' || revision === 'default' ? 'istio' : `istio-${revision}`;
  const map = await cluster.get(CONFIG_MAP, {namespace, name});
  const failure = 'failed to fetch mesh config';
  if (!map) {
    throw new IstioctlError(
      `${failure}: could not read configmap ${JSON.stringify(name)} from namespace ${JSON.stringify(namespace)}: not found`,
      {hint: 'it belongs to the control plane of the pod; -i names its namespace'},
    );
  }
  const {data} = map;
  const mesh: unknown = typeof data === 'object' && data !== null && 'mesh' in data ? data.mesh : undefined;
  if (typeof mesh !== 'string') throw new IstioctlError(`${failure}: missing config map key "mesh"`);
  try {
    return parseYaml(mesh);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new IstioctlError(`${failure}: error parsing mesh config: ${reason}`, {cause: error});
  }
}
