// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../model/context.js';
import type {Mesh, Pod} from '../model/mesh.js';
import {scopeOf} from '../scope/scope.js';
import {proxyOf} from './proxy.js';

/** A context, and what its builders came upon that is not simulated. */
export interface PreviewContext {
  context: Context;
  /** Each once, in the order in which they were told. */
  notSimulated: ReadonlySet<string>;
}

/** Returns what the builders of resources need for the proxy of a pod. */
export function contextFor(pod: Pod, mesh: Mesh, compat = false): PreviewContext {
  const notSimulated = new Set<string>();
  const proxy = proxyOf(pod, mesh);
  const context = {
    mesh,
    proxy,
    compat,
    scope: scopeOf(proxy, mesh),
    notSimulated: (what: string) => void notSimulated.add(what),
  };
  return {context, notSimulated};
}
