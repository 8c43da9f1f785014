// SPDX-License-Identifier: Apache-2.0
import {field, isMessage, type Message, messageField} from './message.js';

const PREFIX = '/apis/networking.istio.io/';

/**
 * The Istio resource that configured something, as `name.namespace`, from its filter metadata; `<unknown>` for a
 * resource of another API, empty where nothing is said (spec/proxy.md §2.1).
 */
export function managedBy(metadata: Message | undefined): string {
  const byFilter = metadata && messageField(metadata, 'filter_metadata');
  const istio = byFilter && Object.hasOwn(byFilter, 'istio') ? byFilter['istio'] : undefined;
  if (!isMessage(istio) || !Object.hasOwn(istio, 'config')) return '';
  const config = field(istio, 'config');
  if (typeof config !== 'string' || !config.startsWith(PREFIX)) return '<unknown>';
  const pieces = config.split('/');
  return pieces.length === 8 ? `${pieces[7]}.${pieces[5]}` : '';
}
