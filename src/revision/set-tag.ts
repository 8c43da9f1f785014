// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import type {Cluster, ClusterReader, ObjectToApply} from '../io/kube/cluster.js';
import {deactivate} from './deactivate.js';
import {findRevision, knownRevisions} from './find-revision.js';
import {FIELD_MANAGER, labelled, MUTATING, REVISION, TAG, VALIDATING} from './labels.js';
import {type TagPackage, tagObjects} from './tag-objects.js';
import {findTag, revisionOf} from './tags.js';
import {webhookOverlaps} from './webhook-overlap.js';

export interface TagChange {
  tag: string;
  revision: string;
  /** Namespace of the control plane. */
  namespace: string;
  /** Inject in every namespace that does not say no. */
  injectByDefault: boolean;
  /** Replace a tag that stands for another revision, or name one like a revision. */
  overwrite: boolean;
  /** Name of the MutatingWebhookConfiguration, when it is not to be the usual one. */
  webhookName?: string | undefined;
}

/** What setting a tag would do. */
export interface TagPlan {
  objects: ObjectToApply[];
  /** Webhooks of the cluster that would inject the same pods as the tag's. */
  conflicts: string[];
  /** The revision the tag stands for now. */
  before: string | undefined;
}

/** Makes the objects of a tag and looks at what they would meet; changes nothing. Throws for a tag that may not be set. */
export async function planTag(cluster: ClusterReader, change: TagChange, charts: TagPackage): Promise<TagPlan> {
  const {tag, revision, namespace, injectByDefault, overwrite} = change;
  if (!overwrite && tag !== 'default' && (await knownRevisions(cluster)).includes(tag)) {
    throw new IstioctlError(
      `cannot create revision tag "${tag}": found existing control plane revision with same name`,
    );
  }
  const canonical = await findRevision(cluster, revision, namespace);
  const existing = await findTag(cluster, tag, namespace);
  const before = revisionOf(existing);
  if (existing.length > 0 && !overwrite) {
    throw new IstioctlError(`revision tag "${tag}" already exists, and --overwrite is false`, {
      hint: `It stands for revision ${before ?? '(none)'}.`,
    });
  }
  const liveValidator = await cluster.get(VALIDATING, {name: 'istiod-default-validator'});
  const labels = {custom: {}, userManaged: true};
  const made = await tagObjects(canonical, {tag, namespace, injectByDefault, labels, liveValidator}, charts);
  const objects = made.map((object) => named(labelled(object, {}), change.webhookName));
  return {objects, conflicts: await conflictsOf(cluster, objects, tag), before};
}

function named(object: ObjectToApply, name: string | undefined): ObjectToApply {
  if (!name || object.kind !== MUTATING.kind) return object;
  return {...object, metadata: {...object.metadata, name}};
}

async function conflictsOf(cluster: ClusterReader, objects: readonly ObjectToApply[], tag: string): Promise<string[]> {
  const injectors = objects.filter(({kind}) => kind === MUTATING.kind);
  const names = new Set(injectors.map(({metadata}) => metadata.name));
  const live = (await cluster.list(MUTATING)).filter(({metadata: {name, labels}}) => {
    // The default revision's own webhooks give way to the default tag.
    const gives = tag === 'default' && labels?.[REVISION] === 'default' && labels[TAG] === undefined;
    return !names.has(name) && !gives;
  });
  return webhookOverlaps([...live, ...injectors])
    .filter(({configuration}) => names.has(configuration))
    .map(
      ({configuration, others}) =>
        `Error [IST0139] (MutatingWebhookConfiguration ${configuration}) Webhook overlaps with others: [${others.join(' ')}]. This may cause injection to occur twice.`,
    );
}

/** Writes a planned tag. */
export async function applyTag(cluster: Cluster, {tag}: Pick<TagChange, 'tag'>, plan: TagPlan): Promise<void> {
  try {
    for (const object of plan.objects) await cluster.apply(object, {fieldManager: FIELD_MANAGER, force: true});
    if (tag === 'default') await deactivateDefaultRevision(cluster);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new IstioctlError(
      `failed to apply tag webhook MutatingWebhookConfiguration to cluster: failed to apply tag manifests to cluster: ${text}`,
      {cause: error, ...(error instanceof IstioctlError && error.hint !== undefined && {hint: error.hint})},
    );
  }
}

async function deactivateDefaultRevision(cluster: Cluster): Promise<void> {
  const own = await cluster.list(MUTATING, {labelSelector: `${REVISION}=default,!${TAG}`});
  for (const {metadata} of own) await deactivate(cluster, metadata.name);
}
