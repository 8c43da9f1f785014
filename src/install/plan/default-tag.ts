// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import type {Cluster, ClusterReader, KubeObject, ObjectToApply} from '../../io/kube/cluster.js';
import {type Tree, textIn} from '../../manifest/input/tree.js';
import {deactivate} from '../../revision/deactivate.js';
import {labelled, MUTATING, REVISION, TAG, VALIDATING} from '../../revision/labels.js';
import {type TagPackage, tagObjects} from '../../revision/tag-objects.js';
import {canonicalWebhookOf, deactivated} from '../../revision/tag-webhook.js';
import {type Usage, usageOf} from '../../revision/usage.js';
import {webhookOverlaps} from '../../revision/webhook-overlap.js';
import {applyObject} from '../apply/apply.js';
import type {RenderedObject} from '../apply/component.js';
import {NOT_PRUNED, type Owner, ownerLabels} from '../apply/labels.js';
import {type RetryOptions, retried} from '../apply/transient.js';
import {prefixed} from '../errors.js';

const DEFAULT_INJECTOR = 'app=sidecar-injector,istio.io/tag=default';

/** What an install does about the default tag (spec/install.md §1.5). */
export interface DefaultTagPlan {
  /** This install makes its revision the default one. */
  needed: boolean;
  /** Set when the default tag stands for another revision now. */
  moves: {from: string; usage: Usage | undefined} | undefined;
  /** Webhooks of the cluster and of this install that would inject the same pods. */
  conflicts: string[];
}

export interface DefaultTagOptions {
  owner: Owner;
  version: string;
  /** Somebody else takes care of webhooks. */
  webhooksAreOthers: boolean;
  injectByDefault: boolean;
  charts: TagPackage;
}

/** Looks at the webhooks of the cluster and of this install, and changes nothing. */
export async function planDefaultTag(
  cluster: Cluster,
  objects: readonly RenderedObject[],
  {owner, webhooksAreOthers}: Pick<DefaultTagOptions, 'owner' | 'webhooksAreOthers'>,
): Promise<DefaultTagPlan> {
  const tagged = await cluster.list(MUTATING, {labelSelector: DEFAULT_INJECTOR});
  const needed = !webhooksAreOthers && (tagged.length === 0 || owner.revision === '');
  const revisions = tagged.map(({metadata}) => metadata.labels?.[REVISION] ?? '');
  const from = needed && owner.revision === '' && !revisions.includes('default') ? revisions[0] : undefined;
  return {
    needed,
    moves: from === undefined ? undefined : {from, usage: await usageOf(cluster, 'default')},
    conflicts: await conflictsWith(cluster, objects, needed),
  };
}

async function conflictsWith(cluster: Cluster, objects: readonly RenderedObject[], needed: boolean): Promise<string[]> {
  const pilot = objects.filter(({component}) => component === 'Pilot');
  if (pilot.length === 0) return [];
  const rendered = pilot.filter(({kind}) => kind === MUTATING.kind);
  const names = new Set(rendered.map(({name}) => name));
  const live = (await cluster.list(MUTATING)).filter(
    (object) => !(needed && object.metadata.labels?.[REVISION] === 'default'),
  );
  const configurations = needed
    ? live
    : [
        ...live.filter(({metadata}) => !names.has(metadata.name)),
        ...rendered.map((object) => labelled(object.value(), {})),
      ];
  return webhookOverlaps(configurations)
    .filter(({configuration}) => names.has(configuration))
    .map(
      ({configuration, others}) =>
        `Error [IST0139] (MutatingWebhookConfiguration ${configuration}) Webhook overlaps with others: [${others.join(' ')}]. This may cause injection to occur twice.`,
    );
}

/**
 * The objects of the tag `default` for the installed revision; none where it has no webhook, in the cluster or among
 * the `rendered` objects that are to come.
 */
export async function defaultTagObjects(
  cluster: ClusterReader,
  {owner, version, injectByDefault, charts}: DefaultTagOptions,
  rendered: readonly ObjectToApply[] = [],
): Promise<ObjectToApply[]> {
  const configuration =
    (await configurationOf(cluster, owner.revision || 'default')) ?? rendered.find(({kind}) => kind === MUTATING.kind);
  const canonical = configuration && canonicalWebhookOf(configuration);
  if (canonical === undefined) return [];
  const labels = {custom: {...ownerLabels(owner, version), [NOT_PRUNED]: 'true'}, userManaged: false};
  const liveValidator = await cluster.get(VALIDATING, {name: 'istiod-default-validator'});
  const request = {tag: 'default', namespace: owner.namespace, injectByDefault, labels, liveValidator};
  const objects = await tagObjects(canonical, request, charts).catch((error: unknown) => {
    throw prefixed('failed generating webhooks', error);
  });
  return objects.map((object) => labelled(object, {}));
}

/**
 * Makes the installed revision the default one: applies the tag `default`, and takes the webhooks of the default
 * revision out of service, which the tag answers for.
 */
export async function setDefaultTag(cluster: Cluster, options: DefaultTagOptions, retry: RetryOptions): Promise<void> {
  const objects = await defaultTagObjects(cluster, options);
  const own = options.owner.revision === '' ? await configurationOf(cluster, 'default') : undefined;
  try {
    for (const object of objects) await applyObject(cluster, object, retry);
    if (own !== undefined) await retried(() => deactivate(cluster, own.metadata.name), retry);
  } catch (error) {
    throw prefixed('failed deploying webhooks', error);
  }
}

/** The webhooks of a revision itself, not of a tag for it; undefined when the revision has none. */
async function configurationOf(cluster: ClusterReader, revision: string): Promise<KubeObject | undefined> {
  const found = await cluster.list(MUTATING, {labelSelector: `${REVISION}=${revision},!${TAG}`});
  if (found.length > 1) {
    const names = found.map(({metadata}) => metadata.name).join(', ');
    throw new IstioctlError(
      `failed generating webhooks: expected a single webhook for ${revision} revision, found ${names}`,
    );
  }
  return found[0];
}

/**
 * The objects to apply: where the default tag already answers for the default revision, its own webhooks are applied
 * as out of service, so that no pod is injected twice in between.
 */
export async function withoutDoubleInjection(
  cluster: Cluster,
  objects: readonly RenderedObject[],
  plan: DefaultTagPlan,
): Promise<RenderedObject[]> {
  const tagged = plan.needed
    ? await cluster.list(MUTATING, {labelSelector: `${DEFAULT_INJECTOR},${REVISION}=default`})
    : [];
  if (tagged.length === 0) return [...objects];
  return objects.map((object) =>
    isDefaultInjector(object) ? {...object, value: () => deactivated(valueOf(object))} : object,
  );
}

function isDefaultInjector(object: RenderedObject): boolean {
  if (object.kind !== MUTATING.kind) return false;
  const labels = labelled(object.value(), {}).metadata['labels'];
  return textIn(labels, [REVISION]) === 'default' && textIn(labels, [TAG]) === undefined;
}

function valueOf(object: RenderedObject): Tree {
  return labelled(object.value(), {});
}
