// SPDX-License-Identifier: Apache-2.0
import {inOneLine} from '../envoy/dump/rejected.js';
import {quantity} from '../quantity.js';
import {shortTypeName, type TypeStatus} from './sync-status.js';

/** Something that istiod sent and proxies would not take. */
export interface Refusal {
  /** `LDS`; the URL of a type that has no such name. */
  type: string;
  /** Envoy's words. */
  details: string;
  /** Ids of the proxies that refused it with these words, in the order given. */
  proxies: string[];
}

/** A proxy of which istiod tells what it refused. */
export interface Refuser {
  /** `pod.namespace` */
  id: string;
  types: readonly Pick<TypeStatus, 'typeUrl' | 'refusal'>[];
}

/** What proxies refused, and why; the same words are one refusal, however many proxies say them. */
export function refusalsIn(proxies: readonly Refuser[]): Refusal[] {
  const found = new Map<string, Refusal>();
  for (const {id, types} of proxies) {
    for (const {typeUrl, refusal} of types) {
      if (refusal === undefined) continue;
      const [type, details] = [shortTypeName(typeUrl), inOneLine(refusal)];
      const known = found.get(`${type} ${details}`) ?? {type, details, proxies: []};
      found.set(`${type} ${details}`, known);
      if (!known.proxies.includes(id)) known.proxies.push(id);
    }
  }
  return [...found.values()];
}

/** So many proxies are named. */
const MOST = 5;

/**
 * `2 proxies refused LDS (a.shop, b.shop): Error adding …; it may come from EnvoyFilter shop/lua`, in one line.
 *
 * @param sources What may have caused it, as `EnvoyFilter shop/lua`; empty where nothing is known of it.
 */
export function refusalText({type, details, proxies}: Refusal, sources: readonly string[] = []): string {
  const more = proxies.length > MOST ? ` and ${proxies.length - MOST} more` : '';
  const who = `${quantity(proxies.length, 'proxy', 'proxies')} refused ${type} (${proxies.slice(0, MOST).join(', ')}${more})`;
  const from = sources.length === 0 ? '' : `; it may come from ${sources.join(', ')}`;
  return `${who}: ${details}${from}`;
}
