// SPDX-License-Identifier: Apache-2.0
import type {ExtensionConfig} from '../../envoy/ecds.js';
import {alignColumns} from '../columns.js';

/** The table of extension configurations. */
export function ecdsTable(configs: readonly ExtensionConfig[]): string {
  const rows = configs.map(({name, typeUrl}) => [name, typeUrl.replace(/^type\.googleapis\.com\//, '')]);
  return alignColumns([['ECDS NAME', 'TYPE'], ...rows], 5);
}
