// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import {unlessZero} from '../../values/present.js';
import type {HttpRoute} from './spec.js';

/**
 * Returns Envoy's direct response
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPDirectResponse).
 */
export function directResponse({status, body}: NonNullable<HttpRoute['directResponse']>): EnvoyMessage {
  return {status: unlessZero(status), body: body && content(body)};
}

function content({string, bytes}: {string?: string; bytes?: string}): EnvoyMessage | undefined {
  if (string !== undefined) return {inline_string: string};
  return bytes === undefined ? undefined : {inline_bytes: bytes};
}
