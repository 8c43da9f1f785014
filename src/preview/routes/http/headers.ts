// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import type {Headers} from './spec.js';

/** Changes of headers as Envoy takes them, and the host that they set. */
export interface HeaderChanges {
  requestAdd: readonly EnvoyMessage[];
  requestRemove: readonly string[];
  responseAdd: readonly EnvoyMessage[];
  responseRemove: readonly string[];
  authority: string;
}

export const NO_CHANGES: HeaderChanges = {
  requestAdd: [],
  requestRemove: [],
  responseAdd: [],
  responseRemove: [],
  authority: '',
};

/**
 * Returns the changes of headers of a route or destination: those to set before those to add, each by name. Pseudo
 * headers and Host cannot be changed; the host that is set or added becomes the host of the request
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#Headers).
 */
export function headerChanges(headers: Headers | undefined): HeaderChanges {
  if (!headers) return NO_CHANGES;
  const {request, response} = headers;
  return {
    requestAdd: [...additions(request?.set, 'OVERWRITE_IF_EXISTS_OR_ADD'), ...additions(request?.add)],
    requestRemove: (request?.remove ?? []).filter((name) => !isInternal(name)),
    responseAdd: [...additions(response?.set, 'OVERWRITE_IF_EXISTS_OR_ADD'), ...additions(response?.add)],
    responseRemove: (response?.remove ?? []).filter((name) => !isInternal(name)),
    authority: authority(request?.set) || authority(request?.add),
  };
}

type Values = Readonly<Record<string, string>> | undefined;

function additions(values: Values, action?: string): EnvoyMessage[] {
  return Object.entries(values ?? {})
    .filter(([name]) => !isInternal(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({header: {key, value: value || undefined}, append_action: action}));
}

function authority(values: Values): string {
  return Object.entries(values ?? {}).findLast(([name]) => /^(?::authority|host)$/i.test(name))?.[1] ?? '';
}

function isInternal(name: string): boolean {
  return name.startsWith(':') || name.toLowerCase() === 'host';
}
