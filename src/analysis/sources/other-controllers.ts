// SPDX-License-Identifier: Apache-2.0

import {decodeMessage, isRecord} from '../../api/messages/decode.js';
import {DecodeError} from '../../api/messages/decode-error.js';
import {messageNamed} from '../../api/messages/index.js';
import type {PodTemplate} from '../model/kubernetes.js';
import type {Path, Resource} from '../model/resource.js';
import type {Head} from './json.js';
import {type ObjectPlace, ownerOf} from './object.js';

/** Where kinds keep the template of their pods: most of them, a CronJob, and a PodTemplate, which is little else. */
const TEMPLATES: readonly Path[] = [['spec', 'template'], ['spec', 'jobTemplate', 'spec', 'template'], ['template']];

/** The only kind whose pods are not described by containers: KubeVirt makes one for each machine. */
const MACHINES = 'kubevirt.io/';

/**
 * Returns what makes pods without being one of the kinds that analyzers know by name, such as a CronJob, an Argo Rollout
 * or a Knative Service; undefined for any other object.
 *
 * @throws DecodeError where the template of a kind of Kubernetes holds a value that does not have the type of its field
 */
export function otherController(
  object: Readonly<Record<string, unknown>>,
  {apiVersion, kind}: Head,
  place: ObjectPlace,
): (Resource<'OtherController'> & {version: string | undefined}) | undefined {
  const templatePath = TEMPLATES.find((path) => makesPods(valueAt(object, path), apiVersion));
  if (!templatePath) return undefined;
  const template = templateOf(valueAt(object, templatePath), apiVersion);
  if (!template) return undefined;
  return {...ownerOf({kind}, object, place), kindName: 'OtherController', spec: {template, templatePath}, status: {}};
}

/** Groups of Kubernetes itself, whose templates have the form of its API. */
const KUBERNETES = /^(?:v1|apps\/.*|batch\/.*)$/;

function templateOf(value: unknown, apiVersion: string): PodTemplate | undefined {
  try {
    return decodeMessage<PodTemplate>(messageNamed('PodTemplateSpec'), value);
  } catch (error) {
    if (!(error instanceof DecodeError) || KUBERNETES.test(apiVersion)) throw error;
    // In a kind of others, what does not have the form of a template is none.
    return undefined;
  }
}

function makesPods(template: unknown, apiVersion: string): boolean {
  const spec = valueAt(template, ['spec']);
  if (!isRecord(spec)) return false;
  const {containers} = spec;
  return apiVersion.startsWith(MACHINES) || (Array.isArray(containers) && containers.every(isRecord));
}

function valueAt(object: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (isRecord(value) ? value[step] : undefined), object);
}
