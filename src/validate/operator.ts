// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../analysis/model/go-format.js';
import {error, type Problem, warning} from '../analysis/schema/problem.js';
import {isRecord} from '../api/messages/decode.js';
import {type KubernetesObject, textAt, unknownTopLevel, valueAt} from './object.js';

export function isOperator(object: KubernetesObject): boolean {
  return textAt(object, 'apiVersion') === 'install.istio.io/v1alpha1' && textAt(object, 'kind') === 'IstioOperator';
}

/** What is wrong with the input of an install (spec §5, 5). The rules are those of `manifest validate`. */
export async function operatorProblems(object: KubernetesObject): Promise<Problem[]> {
  const unexpected = unknownTopLevel(object).map((key) => error(`unknown field ${goQuote(key)}`));
  const spec = valueAt(object, 'spec');
  const [{fieldsOf}, {validateInput}] = await Promise.all([
    import('../api/schema/tables.js'),
    import('../manifest/validation/validate-input.js'),
  ]);
  const known = fieldsOf('operator', 'Spec');
  const unknown = isRecord(spec) ? Object.keys(spec).find((key) => !known.has(key)) : undefined;
  if (unknown !== undefined) return [error(`could not unmarshal: json: unknown field ${goQuote(unknown)}`)];
  const findings = validateInput({sources: [], merged: object}, {compat: true});
  const texts = (severity: string) =>
    findings.filter((finding) => finding.severity === severity).map((finding) => finding.message);
  return [
    ...unexpected,
    ...(texts('error').length > 0 ? [error(texts('error').join(', '))] : []),
    ...(texts('warning').length > 0 ? [warning(texts('warning').join(', '))] : []),
  ];
}
