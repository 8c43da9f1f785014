// SPDX-License-Identifier: Apache-2.0
import {messageField, textField, typeOf} from '../envoy/dump/message.js';
import type {ProxyVersion, ServerVersion} from '../version/mesh-version.js';
import type {Answer} from './ask.js';
import {identityOf} from './control-plane.js';
import {resourcesOf} from './discovery.js';

const MISSING = 'MISSING CP ID';

/** What istiods that answered about their proxies say of themselves: the last one speaks for all (spec/proxy.md §6). */
export function serverVersion(answers: readonly Answer[], revision: string): ServerVersion[] {
  const last = answers.at(-1);
  if (last === undefined) return [];
  const identity = identityOf(last.response);
  const none = {version: '', revision: '', golang_version: '', status: '', tag: ''};
  if (identity === undefined || identity === 'invalid') {
    return [{Component: MISSING, Revision: MISSING, Info: {...none, version: MISSING}}];
  }
  const Info = Object.fromEntries(Object.entries(none).map(([name, empty]) => [name, identity.build[name] ?? empty]));
  return [{Component: identity.component, Revision: revision, Info: {...none, ...Info}}];
}

/** The proxies in the answers; what kind each is, they do not say. */
export function proxyVersions(answers: readonly Answer[]): ProxyVersion[] {
  return answers.flatMap(({response}) =>
    resourcesOf(response).map((resource) => {
      const isNode = typeOf(resource) === 'envoy.config.core.v3.Node';
      const node = isNode ? resource : (messageField(resource, 'node') ?? {});
      const version = messageField(node, 'metadata')?.['ISTIO_VERSION'];
      return {ID: textField(node, 'id'), IstioVersion: typeof version === 'string' ? version : '', Type: ''};
    }),
  );
}
