// SPDX-License-Identifier: Apache-2.0

import type {Problem} from '../analysis/schema/problem.js';
import {error} from '../analysis/schema/problem.js';
import {unknownType} from '../analysis/sources/unknown-kinds.js';
import {readDocuments} from './documents.js';
import {istioKindOf, istioProblems} from './istio-object.js';
import {flattened} from './lists.js';
import {headOf, type KubernetesObject, listAt, objectName, textAt, valueAt} from './object.js';
import {isOperator, operatorProblems} from './operator.js';
import {deploymentRemark, isOutside, serviceProblems} from './workloads.js';

export interface FileValidation {
  errors: string[];
  warnings: string[];
  /** Said about objects that are valid all the same. */
  remarks: string[];
  /** The file, or the end of it, is not YAML. */
  unread?: boolean;
}

export interface ValidationRequest {
  /** Of the control plane, whose own workloads are not looked at. */
  istioNamespace: string;
  /** Of objects that name none. */
  defaultNamespace: string;
  /** Look at what the Go istioctl 1.30 looks at: not into Lists, and not at types that do not exist. */
  compat: boolean;
}

/** Everything that is wrong with the objects of a file (spec §5). */
export async function validateFile(name: string, text: string, request: ValidationRequest): Promise<FileValidation> {
  const result: FileValidation = {errors: [], warnings: [], remarks: []};
  const {objects, problem} = readDocuments(text);
  const flat = request.compat ? {objects, problems: []} : flattened(objects);
  result.errors.push(...flat.problems);
  for (const object of flat.objects) {
    for (const {level, text: found} of await objectProblems(object, request, result.remarks)) {
      (level === 'Error' ? result.errors : result.warnings).push(`${objectName(object)}: ${found}`);
    }
  }
  if (problem === undefined) return result;
  result.errors.push(`failed to decode file ${name}:  ${problem}`);
  return {...result, unread: true};
}

async function objectProblems(
  object: KubernetesObject,
  request: ValidationRequest,
  remarks: string[],
): Promise<Problem[]> {
  const istio = istioKindOf(object);
  if (istio) return istioProblems(object, istio, request);
  if (isOperator(object)) return operatorProblems(object);
  const unknown = request.compat ? undefined : unknownType(headOf(object));
  if (unknown !== undefined) return [error(`unknown ${unknown}`)];
  if (Array.isArray(valueAt(object, 'items'))) {
    return listAt(object, 'items').flatMap((item) => workloadProblems(Object(item), request, remarks));
  }
  return workloadProblems(object, request, remarks);
}

function workloadProblems(object: KubernetesObject, {istioNamespace}: ValidationRequest, remarks: string[]): Problem[] {
  if (!isOutside(object, istioNamespace)) return [];
  const kind = textAt(object, 'kind');
  if (kind === 'Service') return [...serviceProblems(object)].map(error);
  const remark = kind === 'Deployment' ? deploymentRemark(object) : undefined;
  if (remark !== undefined) remarks.push(remark);
  return [];
}
