// SPDX-License-Identifier: Apache-2.0

import {kubernetesMessages} from '../kubernetes/types.generated.js';
import {extensionProviderMessages} from '../mesh/extension-provider.js';
import {meshConfigMessages} from '../mesh/mesh-config.js';
import {proxyConfigMessages} from '../mesh/proxy-config.js';
import {componentValues} from '../operator/component-values.js';
import {gatewayValues} from '../operator/gateway-values.js';
import {globalValues} from '../operator/global-values.js';
import {operatorMessages} from '../operator/spec.js';
import {chartValues} from '../operator/values.js';
import {type Field, type Messages, parseField} from './notation.js';

const tables: ReadonlyMap<string, readonly Messages[]> = new Map([
  ['operator', [operatorMessages]],
  ['values', [chartValues, globalValues, gatewayValues, componentValues]],
  ['mesh', [meshConfigMessages, proxyConfigMessages, extensionProviderMessages]],
  ['k8s', [kubernetesMessages]],
]);

/** Field name → field, in the order of the table. */
export type Fields = ReadonlyMap<string, Field>;

const parsed = new Map<string, Fields>();

/**
 * The fields of a message, such as `('k8s', 'Toleration')`. A message is read when it is first asked for, so that a
 * run pays only for those it meets. Throws on a message that no table has, which is a mistake in a table.
 */
export function fieldsOf(table: string, message: string): Fields {
  const key = `${table}.${message}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const source = find(table, message);
  if (source === undefined) throw new Error(`no message ${key} in the schema tables`);
  const fields = new Map(Object.entries(source).map(([name, text]) => [name, parseField(table, name, text)]));
  parsed.set(key, fields);
  return fields;
}

export function hasMessage(table: string, message: string): boolean {
  return find(table, message) !== undefined;
}

function find(table: string, message: string) {
  return tables.get(table)?.find((messages) => Object.hasOwn(messages, message))?.[message];
}

/** Every message of every table, as `[table, message]`; for tests and searches, not for the common path. */
export function allMessages(): [table: string, message: string][] {
  return [...tables].flatMap(([table, parts]) =>
    parts.flatMap((messages) => Object.keys(messages).map((message): [string, string] => [table, message])),
  );
}
