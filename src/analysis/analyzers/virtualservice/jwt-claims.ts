// SPDX-License-Identifier: Apache-2.0

import {isJwtClaim} from '../../index/jwt-claim.js';
import {hasLabels} from '../../index/labels.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {selectedPods} from '../gateway/selected-pods.js';
import {gatewayNamed} from './gateway-name.js';

/** Routes by claims of JWTs on gateway pods where nothing reads the JWT (spec §3.30). */
export function* jwtClaimRoutes(resources: Resources): Generator<Message> {
  for (const virtualService of resources.all('VirtualService')) {
    const claim = claimOf(virtualService);
    if (claim === undefined) continue;
    for (const reference of virtualService.spec.gateways ?? []) {
      const {namespace, name} = gatewayNamed(reference, virtualService);
      const gateway = reference === 'mesh' ? undefined : resources.find('Gateway', namespace, name);
      if (!gateway) continue;
      for (const pod of unauthenticated(gateway, resources)) {
        yield message('IST0149', virtualService, [claim, fullName(gateway), pod.name]);
      }
    }
  }
}

/** The first claim that a route asks for. */
function claimOf({spec}: Resource<'VirtualService'>): string | undefined {
  const matches = (spec.http ?? []).flatMap(({match = []}) => match);
  return matches
    .flatMap(({headers = {}, withoutHeaders = {}}) => [...Object.keys(headers), ...Object.keys(withoutHeaders)])
    .find(isJwtClaim);
}

/** Pods of a gateway that no RequestAuthentication covers. */
function unauthenticated(gateway: Resource<'Gateway'>, resources: Resources): Resource<'Pod'>[] {
  return selectedPods(gateway, resources).filter((pod) => {
    const candidates = new Set(['istio-system', pod.namespace]);
    return ![...candidates]
      .flatMap((namespace) => resources.inNamespace('RequestAuthentication', namespace))
      .some(({spec: {selector}}) => hasLabels(pod.labels, selector?.matchLabels));
  });
}
