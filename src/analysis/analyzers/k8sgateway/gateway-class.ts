// SPDX-License-Identifier: Apache-2.0

import {didYouMean} from '../../../suggest.js';
import {builtInClasses} from '../../index/gateway-classes.js';
import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** Gateways of classes that do not exist, so that no controller runs them. */
export function* gatewayClasses(resources: Resources): Generator<Message> {
  const classes = resources.all('GatewayClass').map(({name}) => name);
  for (const gateway of resources.all('KubernetesGateway')) {
    const {gatewayClassName = ''} = gateway.spec;
    if (gatewayClassName === '' || builtInClasses.includes(gatewayClassName)) continue;
    if (classes.includes(gatewayClassName) || !areKnown(gateway, classes, resources)) continue;
    const meant = didYouMean(gatewayClassName, [...new Set([...classes, ...builtInClasses])]);
    // Platforms bring classes of their own, which stand in nobody's files.
    if (gateway.origin && !meant) continue;
    const hint = meant
      ? `D${meant.slice(1)}`
      : `Known classes: ${[...new Set([...classes, ...builtInClasses])].join(', ')}.`;
    yield message('ISTX213', gateway, [gatewayClassName, hint], ['spec', 'gatewayClassName']);
  }
}

/** Files that hold no class say nothing about classes: those of other controllers are installed with them. */
function areKnown({origin}: Resource, classes: readonly string[], resources: Resources): boolean {
  return classes.length > 0 || (origin === undefined && resources.knowsAll('GatewayClass'));
}
