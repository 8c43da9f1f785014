// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../analysis/model/go-format.js';
import {kindOf} from '../analysis/model/kinds.js';
import type {IstioKind, Resource, Specs} from '../analysis/model/resource.js';
import {loadValidator, schemaKinds} from '../analysis/schema/index.js';
import {error, type Problem} from '../analysis/schema/problem.js';
import {decodeMessage, type UnknownField} from '../api/messages/decode.js';
import {DecodeError} from '../api/messages/decode-error.js';
import {messageNamed} from '../api/messages/index.js';
import {annotationProblem} from './annotations.js';
import {type KubernetesObject, textAt, textsAt, unknownTopLevel, valueAt} from './object.js';

/** The kind of an object where it is one of Istio's own. */
export function istioKindOf(object: KubernetesObject): {kind: IstioKind; message: string} | undefined {
  const info = kindOf(textAt(object, 'apiVersion'), textAt(object, 'kind'));
  const kind = schemaKinds.find((candidate) => candidate === info?.name);
  return kind && info ? {kind, message: info.message} : undefined;
}

/** What is wrong with an object of a kind of Istio's (spec §5, 1). */
export async function istioProblems(
  object: KubernetesObject,
  {kind, message}: {kind: IstioKind; message: string},
  {defaultNamespace, compat}: {defaultNamespace: string; compat: boolean},
): Promise<Problem[]> {
  const unexpected = unknownTopLevel(object).map((key) => error(`unknown field ${goQuote(key)}`));
  const spec = decodeStrictly(message, valueAt(object, 'spec'));
  if (typeof spec === 'string') return [error(`cannot parse proto message: ${spec}`)];
  const config = {
    name: textAt(object, 'metadata', 'name'),
    namespace: textAt(object, 'metadata', 'namespace') || defaultNamespace,
    labels: textsAt(object, 'metadata', 'labels'),
    annotations: textsAt(object, 'metadata', 'annotations'),
    spec,
    compat,
  };
  const annotated = annotationProblem(kind, config);
  if (annotated !== undefined) return [...unexpected, error(annotated)];
  const validate = await loadValidator(kind, [spec]);
  return [...unexpected, ...validate(config)];
}

/** The spec, or the first thing that is wrong with its form. */
function decodeStrictly(message: string, value: unknown): (Resource<IstioKind>['spec'] & object) | string {
  const unknown: UnknownField[] = [];
  try {
    const spec = decodeMessage<Specs[IstioKind]>(messageNamed(message), value ?? {}, {
      onUnknown: (field) => unknown.push(field),
    });
    const [first] = unknown;
    return first ? `unknown field ${goQuote(String(first.path.at(-1)))} in ${first.message.name}` : spec;
  } catch (failure) {
    if (failure instanceof DecodeError) return failure.message;
    throw failure;
  }
}
