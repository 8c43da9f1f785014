// SPDX-License-Identifier: Apache-2.0

import {isTree, type Tree} from '../input/tree.js';
import {type ManifestObject, objectOf} from './object.js';

/** Tools that keep a cluster as a repository has it, and report what differs. */
export const GITOPS_TOOLS = ['argocd', 'flux'] as const;

/** Kinds whose webhooks istiod completes while it runs: with its root certificate, and once it answers with `Fail`. */
const COMPLETED = new Set(['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']);

/**
 * Objects without the fields that istiod writes itself, so that whoever applies them again, and whoever looks whether the
 * cluster is still like them, leaves these to it: `caBundle` of webhooks where nothing is given, and the `failurePolicy`
 * of those that validate. Both tools heed only fields that are there.
 */
export function leavingToIstiod(objects: readonly ManifestObject[]): ManifestObject[] {
  return objects.map((object) => (COMPLETED.has(object.kind) ? withoutOwnFields(object) : object));
}

function withoutOwnFields({component, kind, value}: ManifestObject): ManifestObject {
  const object = value();
  const {webhooks} = object;
  if (!Array.isArray(webhooks)) return objectOf(component, object);
  return objectOf(component, {...object, webhooks: webhooks.map((each) => (isTree(each) ? open(each, kind) : each))});
}

function open(webhook: Tree, kind: string): Tree {
  const {failurePolicy, clientConfig, ...rest} = webhook;
  const kept = kind === 'MutatingWebhookConfiguration' && failurePolicy !== undefined ? {failurePolicy} : {};
  if (!isTree(clientConfig) || clientConfig['caBundle']) return {...rest, ...kept, clientConfig};
  const {caBundle: _, ...client} = clientConfig;
  return {...rest, ...kept, clientConfig: client};
}
