// SPDX-License-Identifier: Apache-2.0
import {type ConfigDump, findSection, located, sectionMessage, sectionOf} from './dump/config-dump.js';
import {integerField, isMessage, type Message, messageField, textField} from './dump/message.js';

export interface ProxyVersions {
  /** Empty where the proxy does not say. */
  istio: string;
  /** Revision of the proxy's source; empty where the proxy does not say. */
  istioProxy: string;
  envoy: string;
}

/** The bootstrap section. Throws an IstioctlError where there is none. */
export function bootstrapMessage(dump: ConfigDump): Message {
  return sectionMessage(dump, sectionOf(dump, 'Bootstrap'));
}

/** The ID of a proxy's node, `sidecar~10.1.2.3~cart-0.shop~shop.svc.cluster.local`; empty where a dump does not say. */
export function nodeId(dump: ConfigDump): string {
  return ofNode(dump, (node) => textField(node, 'id')) ?? '';
}

/** What the agent says of a proxy and its pod; nothing where a dump does not say. */
export function nodeMetadata(dump: ConfigDump): Message {
  return ofNode(dump, (node) => messageField(node, 'metadata')) ?? {};
}

/** What is read from the node of a bootstrap; undefined where a dump has none. */
function ofNode<T>(dump: ConfigDump, read: (node: Message) => T): T | undefined {
  const section = findSection(dump, 'Bootstrap');
  return section && located(dump.text, 'bootstrap', () => read(nodeIn(sectionMessage(dump, section))));
}

/** What the node of the bootstrap configuration says of versions (spec/proxy.md §2.7). */
export function proxyVersions(dump: ConfigDump): ProxyVersions {
  const message = bootstrapMessage(dump);
  return located(dump.text, 'bootstrap', () => versionsIn(message));
}

/** Where a proxy stands in its mesh, as its agent told it; each empty where the proxy does not say. */
export interface ProxyPlace {
  id: string;
  /** Of Kubernetes. */
  cluster: string;
  mesh: string;
  network: string;
  serviceAccount: string;
  /** Where the proxy has its configuration from. */
  discoveryAddress: string;
}

/** What the node of the bootstrap configuration says of where the proxy stands. */
export function proxyPlace(dump: ConfigDump): ProxyPlace {
  const message = bootstrapMessage(dump);
  return located(dump.text, 'bootstrap', () => {
    const node = nodeIn(message);
    const metadata = messageField(node, 'metadata') ?? {};
    const config = Object.hasOwn(metadata, 'PROXY_CONFIG') ? metadata['PROXY_CONFIG'] : undefined;
    return {
      id: textField(node, 'id'),
      cluster: structText(metadata, 'CLUSTER_ID'),
      mesh: structText(metadata, 'MESH_ID'),
      network: structText(metadata, 'NETWORK'),
      serviceAccount: structText(metadata, 'SERVICE_ACCOUNT'),
      discoveryAddress: isMessage(config) ? structText(config, 'discoveryAddress') : '',
    };
  });
}

/** Returns what runs the proxy's pod, a Deployment say, as its agent told it; empty where it did not. */
export function workloadName(dump: ConfigDump): string {
  const message = bootstrapMessage(dump);
  return located(dump.text, 'bootstrap', () =>
    structText(messageField(nodeIn(message), 'metadata') ?? {}, 'WORKLOAD_NAME'),
  );
}

function nodeIn(message: Message): Message {
  const bootstrap = messageField(message, 'bootstrap');
  return (bootstrap && messageField(bootstrap, 'node')) ?? {};
}

function versionsIn(message: Message): ProxyVersions {
  const node = nodeIn(message);
  const metadata = messageField(node, 'metadata') ?? {};
  const sha = structText(metadata, 'ISTIO_PROXY_SHA');
  return {
    istio: structText(metadata, 'ISTIO_VERSION'),
    istioProxy: sha.includes(':') ? sha.slice(sha.indexOf(':') + 1) : sha,
    envoy: envoyVersion(messageField(node, 'user_agent_build_version') ?? {}),
  };
}

function envoyVersion(build: Message): string {
  const version = messageField(build, 'version') ?? {};
  const numbers = ['major_number', 'minor_number', 'patch'].map((name) => integerField(version, name) ?? 0);
  const metadata = messageField(build, 'metadata') ?? {};
  const label = (sign: string, key: string) =>
    !Object.hasOwn(metadata, key) ? '' : `${sign}${structText(metadata, key)}`;
  return `${numbers.join('.')}${label('-', 'build.label')}${label('/', 'revision.status')}${label('/', 'build.type')}${label('/', 'ssl.version')}`;
}

/** A text in a Struct; empty where there is none. */
function structText(struct: Message, key: string): string {
  const value = Object.hasOwn(struct, key) ? struct[key] : undefined;
  return typeof value === 'string' ? value : '';
}
