// SPDX-License-Identifier: Apache-2.0
import {isMessage, type Message, textField} from '../envoy/dump/message.js';
import {inOneLine} from '../envoy/dump/rejected.js';
import type {IstioctlError} from '../errors.js';
import type {XdsServer} from '../io/istiod/connect.js';
import type {KubeObject} from '../io/kube/cluster.js';
import {askOne, type Conversation} from './ask.js';
import {controlPlaneId} from './control-plane.js';
import {DEBUG, debugText, resourcesOf, SYNC_STATUS} from './discovery.js';
import {behind} from './problems.js';
import {isPushedSince} from './push-time.js';
import {type ProxyStatus, proxyStatuses, shortTypeName, type TypeStatus} from './sync-status.js';

/**
 * How far one istiod is with an object. It knows the object once its debug page configz shows this generation of it; what
 * follows from that is pushed within its debounce time, 100 ms when nobody changed it, under a new version.
 */
export interface IstiodProgress {
  server: XdsServer;
  /** Version of its last push, and when (in milliseconds), as it was when the object was first seen. */
  seen: {version: string; at: number} | undefined;
  /** Whether what follows from the object has been pushed. */
  pushed: boolean;
  proxies: ProxyStatus[];
  /** Why it could not be asked the last time. */
  failure: IstioctlError | undefined;
}

/** Milliseconds without a push after which none is to come any more for what istiod has seen. */
const QUIET = 1000;

/** Asks an istiod how far it is now. Throws what its answers cannot be read for, and when it gives none. */
export async function progressOf(
  conversation: Conversation,
  before: IstiodProgress,
  object: KubeObject,
  now: () => number,
): Promise<IstiodProgress> {
  const {server} = before;
  const isSeen = before.seen !== undefined || (await knows(conversation, server, object));
  const response = await askOne(conversation, server, {typeUrl: SYNC_STATUS});
  const version = textField(response, 'version_info');
  const seen = isSeen ? (before.seen ?? {version, at: now()}) : undefined;
  const pushed =
    seen !== undefined &&
    (before.pushed || seen.version !== version || now() - seen.at >= QUIET || isPushedSince(version, object, now()));
  const proxies = proxyStatuses([{id: controlPlaneId(response), response}]);
  return {server, seen, pushed, proxies, failure: undefined};
}

async function knows(conversation: Conversation, server: XdsServer, object: KubeObject): Promise<boolean> {
  const response = await askOne(conversation, server, {typeUrl: DEBUG, resourceNames: ['configz']});
  return resourcesOf(response).some((resource) => holds(debugText(resource), object));
}

/** Whether a page of configz has this generation of the object, or a later one. */
export function holds(page: string, {kind, metadata}: KubeObject): boolean {
  const configs: unknown = JSON.parse(page);
  if (!Array.isArray(configs)) return false;
  return configs.some((config: unknown) => {
    if (!isMessage(config) || config['kind'] !== kind || !isMessage(config['metadata'])) return false;
    const known: Message = config['metadata'];
    if (known['name'] !== metadata.name || (known['namespace'] ?? '') !== (metadata.namespace ?? '')) return false;
    if (known['uid'] !== undefined && metadata.uid !== undefined && known['uid'] !== metadata.uid) return false;
    if (known['resourceVersion'] === metadata.resourceVersion) return true;
    return typeof known['generation'] === 'number' && metadata.generation !== undefined
      ? known['generation'] >= metadata.generation
      : false;
  });
}

/** Something that does not have the object yet. */
export interface Laggard {
  name: string;
  reason: string;
  /** Whether it refused what it was sent: waiting does not help. */
  refused: boolean;
}

/** Who does not have the object yet, of the proxies with these ids, or of all; sorted. */
export function laggards(istiods: readonly IstiodProgress[], only: readonly string[] | undefined): Laggard[] {
  const found: Laggard[] = [];
  for (const {server, seen, pushed, failure} of istiods) {
    const reason = failure?.message ?? (seen === undefined ? 'does not know the object yet' : 'has not pushed it yet');
    if (failure !== undefined || !pushed) found.push({name: server.name, reason, refused: false});
  }
  const proxies = istiods.flatMap((istiod) => istiod.proxies);
  for (const proxy of proxies) {
    const types = behind(proxy);
    if (types.length === 0 || (only && !only.includes(proxy.id))) continue;
    const refused = types.every(({state}) => state === 'ERROR');
    found.push({
      name: proxy.id,
      reason: refused ? refusalReason(types) : 'has not confirmed what it was sent',
      refused,
    });
  }
  for (const id of only ?? []) {
    if (proxies.some((proxy) => proxy.id === id)) continue;
    found.push({name: id, reason: 'is not connected to any istiod that answers', refused: false});
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `refused LDS: Error adding/updating listener(s) …`; without the reason where istiod does not tell it. */
function refusalReason(types: readonly TypeStatus[]): string {
  const told = types.flatMap(({typeUrl, refusal}) =>
    refusal === undefined ? [] : [`${shortTypeName(typeUrl)}: ${inOneLine(refusal)}`],
  );
  return told.length === 0 ? 'refused what it was sent' : `refused ${told.join('; ')}`;
}
