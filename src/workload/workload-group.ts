// SPDX-License-Identifier: Apache-2.0

import {decodeMessage} from '../api/messages/decode.js';
import {DecodeError} from '../api/messages/decode-error.js';
import {messageNamed} from '../api/messages/index.js';
import type {IstioctlError} from '../errors.js';
import {isTree, type Tree, textIn, treeIn} from '../manifest/input/tree.js';
import {unreadable} from './named-yaml.js';

/** What the workloads of a group have in common; the parts of its resource that starting one takes. */
export interface WorkloadGroup {
  name: string;
  namespace: string;
  annotations: Record<string, string>;
  spec: {
    metadata: {labels?: Record<string, string>; annotations?: Record<string, string>};
    template: WorkloadTemplate;
    /** A ReadinessProbe in JSON. */
    probe?: Tree;
  };
}

interface WorkloadTemplate {
  /** Number of the port by its name. */
  ports?: Record<string, number>;
  labels?: Record<string, string>;
  network?: string;
  locality?: string;
  weight?: number;
  serviceAccount: string;
}

export const WORKLOAD_GROUP = {apiVersion: 'networking.istio.io/v1', kind: 'WorkloadGroup'};

/** The resource for a group, fields that are empty left out (spec/install.md §1.13). */
export function workloadGroupObject({name, namespace, spec}: Omit<WorkloadGroup, 'annotations'>): Tree {
  const {metadata, template} = spec;
  return {
    ...WORKLOAD_GROUP,
    metadata: {name, namespace},
    spec: {metadata: withoutEmpty(metadata), template: withoutEmpty(template)},
  };
}

function withoutEmpty(fields: object): Tree {
  const isFilled = (value: unknown): boolean =>
    isTree(value) ? Object.keys(value).length > 0 : value !== undefined && value !== '' && value !== 0;
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isFilled(value)));
}

/** What is in a file or in the cluster as a group; `source` names it in errors. Throws an IstioctlError, exit code 65. */
export function readWorkloadGroup(value: unknown, source: string): WorkloadGroup {
  const refused = (why: string, cause?: unknown): IstioctlError => unreadable(source, why, cause);
  if (!isTree(value)) throw refused('holds no WorkloadGroup');
  const kind = textIn(value, ['kind']);
  if (kind !== 'WorkloadGroup') throw refused(`kind: is ${kind ?? 'missing'}; a WorkloadGroup is wanted`);
  const {name, namespace} = {
    name: textIn(value, ['metadata', 'name']),
    namespace: textIn(value, ['metadata', 'namespace']),
  };
  if (!name) throw refused('metadata.name: is missing');
  if (!namespace) throw refused('metadata.namespace: is missing');
  return {
    name,
    namespace,
    annotations: textsOf(treeIn(value, ['metadata', 'annotations'])),
    spec: specOf(value, refused),
  };
}

function specOf(value: Tree, refused: (why: string, cause?: unknown) => IstioctlError): WorkloadGroup['spec'] {
  const unknown: string[] = [];
  try {
    const spec = decodeMessage<Partial<WorkloadGroup['spec']>>(
      messageNamed('istio.networking.v1alpha3.WorkloadGroup'),
      value['spec'],
      {path: ['spec'], onUnknown: ({path}) => unknown.push(path.join('.'))},
    );
    if (unknown[0] !== undefined) throw refused(`${unknown[0]}: unknown field`);
    const {metadata = {}, template, probe} = spec;
    return {
      metadata,
      template: {...template, serviceAccount: template?.serviceAccount || 'default'},
      ...(probe !== undefined && {probe}),
    };
  } catch (error) {
    throw error instanceof DecodeError ? refused(`spec: ${error.message}`, error) : error;
  }
}

function textsOf(tree: Tree): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
