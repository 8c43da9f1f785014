// SPDX-License-Identifier: Apache-2.0
import type {XdsFlagValues} from '../../cli/flags/istiod.js';
import {type ConfigDump, readConfigDump} from '../../envoy/dump/config-dump.js';
import {isMessage, type Message} from '../../envoy/dump/message.js';
import {type Descriptors, loadDescriptors} from '../../envoy/proto/descriptors.js';
import type {ProtoNode} from '../../envoy/proto/node.js';
import {normalise} from '../../envoy/proto/normalise.js';
import type {ResourceType} from '../../proxy-diff/resources.js';
import {proxyConfiguration} from '../../xds/configuration.js';
import {withIstiods} from '../istiod/find.js';

/** What istiod tells of a proxy, by the type of its messages. */
const TYPES: Partial<Record<ResourceType, string>> = {
  cluster: 'envoy.config.cluster.v3.Cluster',
  listener: 'envoy.config.listener.v3.Listener',
  route: 'envoy.config.route.v3.RouteConfiguration',
};

export const ISTIOD_TYPES = Object.keys(TYPES);

/** What istiod would have a proxy have, `POD.NAMESPACE`, as a config dump without what the proxy was started with. */
export async function istiodDump(id: string, flags: XdsFlagValues): Promise<ConfigDump> {
  const descriptors = await loadDescriptors();
  const sections = await withIstiods(flags, {defaultRevision: true}, ({servers, asker}) =>
    proxyConfiguration({servers, asker, descriptors}, id),
  );
  return readConfigDump({bytes: Buffer.from(JSON.stringify({configs: sections})), name: 'istiod'});
}

/** Makes messages alike that istiod and Envoy print each in its own way. */
export async function commonForm(): Promise<(type: ResourceType, message: Message) => Message> {
  const descriptors: Descriptors = {...(await loadDescriptors()), keepUnknown: true};
  return (type, message) => {
    const typeName = TYPES[type];
    const value = typeName === undefined ? message : plain(normalise(descriptors, typeName, message));
    return isMessage(value) ? value : {};
  };
}

function plain(node: ProtoNode): unknown {
  if (node === null || typeof node !== 'object') return node;
  if ('items' in node) return node.items.map(plain);
  return Object.fromEntries(node.entries.map(([name, value]) => [name, plain(value)]));
}
