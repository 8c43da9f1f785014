// SPDX-License-Identifier: Apache-2.0
import {loadDescriptors} from '../../envoy/proto/descriptors.js';
import {IstioctlError} from '../../errors.js';
import {findXdsServers, privateAddress, type XdsServer} from '../../io/istiod/connect.js';
import {XDS_PORT} from '../../io/istiod/reachable.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import type {Conversation} from '../../xds/ask.js';

/** Milliseconds for an istiod to answer. */
const TIMEOUT = 30_000;

/** Returns what it takes to ask the istiods of a namespace, and why nobody can be asked where that is so. */
export async function conversationWith(
  cluster: ConnectedCluster,
  namespace: string,
): Promise<{conversation: Conversation; problem: IstioctlError | undefined}> {
  const asker = {namespace, address: privateAddress()};
  const servers = await serversOf(cluster, namespace);
  const isProblem = servers instanceof IstioctlError;
  const conversation = {servers: isProblem ? [] : servers, asker, descriptors: await loadDescriptors()};
  return {conversation, problem: isProblem ? servers : undefined};
}

async function serversOf(cluster: ConnectedCluster, namespace: string): Promise<XdsServer[] | IstioctlError> {
  const options = {
    ...{port: XDS_PORT, insecure: false, plaintext: false, compat: false},
    ...{timeout: TIMEOUT, namespace, revision: ''},
  };
  try {
    return await findXdsServers(options, async () => cluster);
  } catch (error) {
    if (error instanceof IstioctlError) return error;
    throw error;
  }
}
