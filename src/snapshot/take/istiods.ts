// SPDX-License-Identifier: Apache-2.0
import {type Fetch, inOnePiece} from '../../bug-report/fetch.js';
import {redactText} from '../../bug-report/redact.js';
import type {DiscoveryQuestion} from '../../io/istiod/ads.js';
import type {ObjectKey} from '../../io/kube/cluster.js';
import {askOne, type Conversation} from '../../xds/ask.js';
import {CONFIG_DUMP, DEBUG, SYNC_STATUS} from '../../xds/discovery.js';
import {discoveryPath, openPath} from '../paths.js';
import {withoutSecretTexts} from './redact.js';

/** Debug pages that istiod answers over its discovery stream. */
const PAGES = [
  ...['list', 'syncz', 'configz', 'adsz', 'endpointz', 'clusterz', 'networkz', 'push_status', 'registryz', 'mesh'],
  ...['authorizationz', 'cachez', 'endpointShardz', 'inject', 'instancesz', 'mcsz', 'resourcesz', 'telemetryz'],
];

/** What istiods are asked about themselves over their discovery streams. */
export function istiodFetches(conversation: Conversation, namespace: string): Fetch[] {
  return [
    ...fetchesOf(conversation, namespace, {typeUrl: SYNC_STATUS}),
    ...PAGES.flatMap((page) => fetchesOf(conversation, namespace, {typeUrl: DEBUG, resourceNames: [page]})),
  ];
}

/**
 * What istiods are asked about proxies.
 *
 * @param proxies Their names, `POD.NAMESPACE`.
 */
export function proxyConfigFetches(conversation: Conversation, namespace: string, proxies: readonly string[]): Fetch[] {
  return proxies.flatMap((name) => fetchesOf(conversation, namespace, {typeUrl: CONFIG_DUMP, resourceNames: [name]}));
}

/** A question to each istiod. */
function fetchesOf(conversation: Conversation, namespace: string, request: DiscoveryQuestion): Fetch[] {
  return conversation.servers.flatMap((server) => {
    if (server.pod === undefined) return [];
    const read = async (): Promise<string> =>
      JSON.stringify(withoutSecretTexts(await askOne(conversation, server, request), redacted));
    return [
      {
        title: `${[request.typeUrl, ...(request.resourceNames ?? [])].join(' ')} of ${server.name}`,
        path: discoveryPath({namespace, name: server.pod}, request),
        whole: true,
        read: () => inOnePiece(read()),
      },
    ];
  });
}

/** Debug pages are text in base64. */
function redacted(text: string): string {
  const plain = redactText(text);
  if (plain !== text || !/^[A-Za-z0-9+/]{16,}={0,2}$/.test(text)) return plain;
  const inner = Buffer.from(text, 'base64');
  const own = redactText(inner.toString('utf8'));
  return own === inner.toString('utf8') ? text : Buffer.from(own).toString('base64');
}

/** Whether istiods take connections of proxies on their port. */
export function portFetches(
  istiods: readonly ObjectKey[],
  port: number,
  knock: (pod: ObjectKey) => Promise<void>,
): Fetch[] {
  return istiods.map((pod) => ({
    title: `port ${port} of pod ${pod.namespace}/${pod.name}`,
    path: openPath(pod, port),
    read: () => inOnePiece(knock(pod).then(() => 'open\n')),
  }));
}
