// SPDX-License-Identifier: Apache-2.0

import type {Analyze} from '../../model/analyzer.js';
import type {WebhookConfiguration} from '../../model/kubernetes.js';
import {type Message, message} from '../../model/message.js';
import type {Subject} from '../../model/resource.js';
import {isAddress} from '../../schema/checks/address.js';
import {urlReason} from '../../schema/checks/url.js';

/** Webhooks that should reach a control plane outside of the cluster (§3.11). */
export const externalControlPlane: Analyze = function* (resources) {
  for (const configuration of resources.all('ValidatingWebhookConfiguration')) {
    if (/^(?:istiod-default-validator$|istio-validator)/.test(configuration.name)) yield* webhooks(configuration);
  }
  for (const configuration of resources.all('MutatingWebhookConfiguration')) {
    if (configuration.name.startsWith('istio-sidecar-injector')) yield* webhooks(configuration);
  }
};

function* webhooks(configuration: Subject & {spec: WebhookConfiguration}): Generator<Message> {
  for (const {name = '', clientConfig: {url, service} = {}} of configuration.spec.webhooks ?? []) {
    if (url === undefined) {
      if (!service) yield message('IST0163', configuration, ['', name, 'is blank']);
    } else if (urlReason(url) !== undefined) {
      yield message('IST0163', configuration, [url, name, 'was provided in an invalid format']);
    } else if (isAddress(hostOf(url))) yield message('IST0164', configuration, [url, name]);
  }
}

function hostOf(url: string): string {
  const [, authority = ''] = /^[^/]*\/\/([^/?#]*)/.exec(url) ?? [];
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return host.startsWith('[') ? host.slice(1, host.indexOf(']')) : (host.split(':')[0] ?? '');
}
