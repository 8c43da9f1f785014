// SPDX-License-Identifier: Apache-2.0
import {part, text} from '../../describe/objects.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {splitDocuments} from '../../yaml/documents.js';
import {parseYaml} from '../../yaml/parse.js';

/**
 * Returns the objects of a file of YAML or JSON, lists taken apart. Documents that are no objects are left out.
 * @throws IstioctlError (65) where it is neither, with the line of the document.
 */
export function readObjects({name, text: content}: {name: string; text: string}): KubeObject[] {
  return splitDocuments(content).flatMap((document) => {
    try {
      return objectsIn(parseYaml(document.text));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new IstioctlError(`${name}:${document.line}: cannot read the document: ${error.message}`, {
        cause: error,
        exitCode: ExitCode.UnreadableInput,
      });
    }
  });
}

function objectsIn(value: unknown): KubeObject[] {
  const holder = part({value}, 'value');
  const {items} = holder;
  if (Array.isArray(items))
    return items.flatMap((item) => objectsIn(typeof item === 'object' ? {apiVersion: '', ...item} : item));
  return isObject(holder) ? [holder] : [];
}

function isObject(value: Readonly<Record<string, unknown>>): value is KubeObject {
  return (
    text(value, 'kind') !== '' && typeof value['apiVersion'] === 'string' && text(value['metadata'], 'name') !== ''
  );
}
