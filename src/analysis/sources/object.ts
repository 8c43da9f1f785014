// SPDX-License-Identifier: Apache-2.0

import {type DecodeOptions, decodeMessage, isRecord} from '../../api/messages/decode.js';
import {DecodeError} from '../../api/messages/decode-error.js';
import {messageNamed} from '../../api/messages/index.js';
import type {KindInfo} from '../model/kinds.js';
import type {ObjectStatus} from '../model/kubernetes.js';
import type {Origin, Resource} from '../model/resource.js';

interface Metadata {
  name?: string;
  namespace?: string;
  resourceVersion?: string;
  creationTimestamp?: string;
  labels?: Readonly<Record<string, string>>;
  annotations?: Readonly<Record<string, string>>;
}

export interface ObjectPlace {
  /** For objects that name none. */
  defaultNamespace: string;
  origin?: Origin;
  cluster?: string;
  /** Told of fields of the spec that the kind does not have. */
  onUnknown?: NonNullable<DecodeOptions['onUnknown']>;
}

/**
 * The resource of an object, as JSON, of a known kind. Throws {@link DecodeError} where a value does not have the
 * type of its field.
 */
export function resourceOf(
  info: KindInfo,
  object: unknown,
  place: ObjectPlace,
): Resource & {version: string | undefined} {
  const fields = isRecord(object) ? object : {};
  const owner = inField(info, 'metadata', () => ownerOf(info, fields, place));
  const spec = specOf(info, fields, place.onUnknown);
  const status = inField(info, 'status', () =>
    decodeMessage<ObjectStatus>(messageNamed('Status'), fields['status'], {path: ['status']}),
  );
  return {
    ...owner,
    kindName: info.name,
    spec,
    status,
  };
}

/** Of a resource what is the same for objects of every kind. */
export type Owner = Omit<Resource, 'kindName' | 'spec' | 'status'> & {version: string | undefined};

/**
 * Returns what the metadata of an object says.
 *
 * @throws DecodeError where a value does not have the type of its field
 */
export function ownerOf(
  {kind, clusterScoped}: Pick<KindInfo, 'kind' | 'clusterScoped'>,
  fields: Readonly<Record<string, unknown>>,
  place: ObjectPlace,
): Owner {
  const metadata = decodeMessage<Metadata>(messageNamed('ObjectMeta'), fields['metadata'], {path: ['metadata']});
  return {
    kind,
    name: metadata.name ?? '',
    namespace: clusterScoped ? '' : metadata.namespace || place.defaultNamespace,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    version: metadata.resourceVersion,
    ...(place.origin && !clusterScoped && !metadata.namespace && {unplaced: true}),
    ...(metadata.creationTimestamp !== undefined && {created: metadata.creationTimestamp}),
    ...(place.origin && {origin: place.origin}),
    ...(place.cluster !== undefined && {cluster: place.cluster}),
  };
}

/** An object without a spec is read as if it were its own spec, of which next to nothing is left. */
function specOf(
  info: KindInfo,
  fields: Readonly<Record<string, unknown>>,
  onUnknown: ObjectPlace['onUnknown'],
): object {
  const type = messageNamed(info.message);
  if (info.whole || !Object.hasOwn(fields, 'spec')) return inField(info, '', () => decodeMessage(type, fields));
  const options = {path: ['spec'], ...(type.protobuf && onUnknown && {onUnknown})};
  return inField(info, 'spec', () => decodeMessage(type, fields['spec'], options));
}

function inField<T>(info: KindInfo, path: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw error instanceof DecodeError ? error.within({struct: info.kind, path}) : error;
  }
}
