// SPDX-License-Identifier: Apache-2.0
import {type Message, typeOf} from '../envoy/dump/message.js';
import {IstioctlError} from '../errors.js';
import {askFirst, type Conversation} from './ask.js';
import {CONFIG_DUMP, debugText, resourcesOf} from './discovery.js';

/**
 * What istiod would send a proxy now, as sections of a config dump. Only the istiod that the proxy is connected to
 * knows. Nothing is subscribed to, and no node of the proxy is claimed: what the proxy itself has stays as it is.
 */
export async function proxyConfiguration(conversation: Conversation, id: string): Promise<Message[]> {
  const {answers} = await askFirst(conversation, {typeUrl: CONFIG_DUMP, resourceNames: [id]});
  const resources = answers.flatMap(({response}) => resourcesOf(response));
  if (resources.length === 0) throw new IstioctlError('unable to find config dump in Istiod responses');
  const sections = resources.filter((resource) => typeOf(resource).startsWith('envoy.admin.v3.'));
  if (sections.length > 0) return sections;
  const said = resources.map(debugText).join(' ').trim();
  throw new IstioctlError(`istiod has no configuration for ${id}${said === '' ? '' : `: ${said}`}`, {
    hint: 'A proxy that is not connected, or that is connected to another revision, is not known; `istioctl proxy-status` lists those that are, --revision chooses.',
  });
}
