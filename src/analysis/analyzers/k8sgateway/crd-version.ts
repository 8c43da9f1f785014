// SPDX-License-Identifier: Apache-2.0

import coerce from 'semver/functions/coerce.js';
import {type Message, message} from '../../model/message.js';
import type {Resources} from '../../model/resources.js';

/** The first bundles of Gateway API whose definitions this version of Istio can use. */
const MINIMA: Readonly<Record<string, string>> = {
  'grpcroutes.gateway.networking.k8s.io': '1.1.0',
  'backendtlspolicies.gateway.networking.k8s.io': '1.4.0',
  'tlsroutes.gateway.networking.k8s.io': '1.5.0',
};

/** A version that may lack its last parts. */
const VERSION = /^v?\d+(?:\.\d+){0,2}(?:-[\da-z.-]+)?(?:\+[\da-z.-]+)?$/i;

/** Definitions of Gateway API that are too old for Istio, which will pass over what they define (spec §3.20). */
export function* gatewayApiVersions(resources: Resources): Generator<Message> {
  for (const definition of resources.all('CustomResourceDefinition')) {
    const minimum = Object.hasOwn(MINIMA, definition.name) ? MINIMA[definition.name] : undefined;
    const text = definition.annotations['gateway.networking.k8s.io/bundle-version'];
    if (minimum === undefined || text === undefined || !VERSION.test(text)) continue;
    const version = coerce(text, {includePrerelease: true});
    if (version === null || version.compareMain(minimum) >= 0) continue;
    yield message('IST0176', definition, [definition.name, version.raw.replace(/^v/, ''), minimum]);
  }
}
