// SPDX-License-Identifier: Apache-2.0

import type {Destination} from '../../../api/istio-types.js';
import type {Path, Resource} from '../../model/resource.js';

/** Where a VirtualService sends requests, or copies of them. */
export interface Target {
  destination: Destination;
  /** Of the destination's host. */
  path: Path;
  mirror: boolean;
}

/** A destination that is left out. */
const NOWHERE: Destination = {host: ''};

/** Every destination of a VirtualService and its mirrors. */
export function* targetsOf({spec}: Resource<'VirtualService'>): Generator<Target> {
  for (const [i, {route = []}] of (spec.tcp ?? []).entries()) yield* routed(route, ['spec', 'tcp', i]);
  for (const [i, {route = []}] of (spec.tls ?? []).entries()) yield* routed(route, ['spec', 'tls', i]);
  for (const [i, {route = [], mirror, mirrors = []}] of (spec.http ?? []).entries()) {
    const path = ['spec', 'http', i];
    yield* routed(route, path);
    if (mirror) yield {destination: mirror, path: [...path, 'mirror', 'host'], mirror: true};
    for (const [j, {destination = NOWHERE}] of mirrors.entries()) {
      // The reference looks for the host beside the destination, where there is none: such messages have no line.
      yield {destination, path: [...path, 'mirrors', j, 'host'], mirror: true};
    }
  }
}

function* routed(routes: readonly {destination?: Destination}[], path: Path): Generator<Target> {
  for (const [j, {destination = NOWHERE}] of routes.entries()) {
    yield {destination, path: [...path, 'route', j, 'destination', 'host'], mirror: false};
  }
}
