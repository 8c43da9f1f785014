// SPDX-License-Identifier: Apache-2.0

import {isMessage, type Message, messagesField, textField} from '../envoy/dump/message.js';
import type {Descriptors} from '../envoy/proto/descriptors.js';
import {encode} from '../envoy/proto/encode.js';
import {decode} from '../envoy/proto/wire.js';
import {IstioctlError} from '../errors.js';
import type {DiscoveryQuestion} from '../io/istiod/ads.js';

/** Who asks. */
export interface Asker {
  /** Namespace of the control plane, whose service account the token is of. */
  namespace: string;
  /** An address of this machine. */
  address: string;
}

/** The types of questions that istiod answers about itself; none of them subscribes to anything that proxies get. */
export const SYNC_STATUS = 'istio.io/debug/syncz';
export const CONFIG_DUMP = 'istio.io/debug/config_dump';
export const DEBUG = 'istio.io/debug';

/** The bytes of a DiscoveryRequest, with a node that istiod takes for no proxy. */
export function discoveryRequest(descriptors: Descriptors, request: DiscoveryQuestion, asker: Asker): Uint8Array {
  return encode(descriptors, 'envoy.service.discovery.v3.DiscoveryRequest', {
    node: {
      id: `sidecar~${asker.address}~test-1.default~default.svc.cluster.local`,
      metadata: {
        GENERATOR: 'event',
        ISTIO_VERSION: '65536.65536.65536',
        NAMESPACE: asker.namespace,
        SERVICE_ACCOUNT: 'default',
      },
    },
    type_url: request.typeUrl,
    resource_names: request.resourceNames ?? [],
  });
}

/** Reads the bytes of a DiscoveryResponse; undefined when it is of another type. Throws for what is none. */
export function discoveryResponse(
  descriptors: Descriptors,
  bytes: Uint8Array,
  {typeUrl}: DiscoveryQuestion,
): Message | undefined {
  let response: unknown;
  try {
    response = decode(descriptors, 'envoy.service.discovery.v3.DiscoveryResponse', bytes);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new IstioctlError(`istiod answered ${typeUrl} with something that cannot be read: ${why}`, {cause});
  }
  return isMessage(response) && textField(response, 'type_url') === typeUrl ? response : undefined;
}

/** The resources of a response. */
export function resourcesOf(response: Message): Message[] {
  return messagesField(response, 'resources');
}

/** The text that a resource of type istio.io/debug is. */
export function debugText(resource: Message): string {
  const {value} = resource;
  return typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : '';
}
