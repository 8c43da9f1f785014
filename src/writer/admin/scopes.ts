// SPDX-License-Identifier: Apache-2.0
import type {Scope} from '../../admin/scopes.js';
import {emitYaml} from '../../yaml/emit.js';
import {alignColumns} from '../columns.js';

export const SCOPE_FORMATS = ['short', 'json', 'yaml'] as const;
export type ScopeFormat = (typeof SCOPE_FORMATS)[number];

const HEADINGS = ['ACTIVE SCOPE', 'DESCRIPTION', 'LOG LEVEL', 'STACK TRACE LEVEL'];

/** Scopes in one of the formats of `admin log` (spec/proxy.md §11). */
export function scopeText(scopes: readonly Scope[], format: ScopeFormat): string {
  if (format === 'short') {
    const rows = scopes.map(({name, description, logLevel, stackTraceLevel}) => [
      name,
      description,
      logLevel,
      stackTraceLevel,
    ]);
    return alignColumns([HEADINGS, ...rows], 3);
  }
  const records = scopes.map(({name, description, logLevel, stackTraceLevel}) => ({
    scope_name: name,
    log_level: logLevel,
    stack_trace_level: stackTraceLevel,
    description,
  }));
  return format === 'json' ? `${JSON.stringify(records, null, 2)}\n` : emitYaml(records);
}
