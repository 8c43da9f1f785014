// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import {unlessZero} from '../../values/present.js';
import type {HttpRoute, RoutePlace} from './spec.js';

type Redirect = NonNullable<HttpRoute['redirect']>;

/** Before a path that takes the place of the matched prefix only, in routes of the Gateway API. */
const PREFIX = '%PREFIX()%';

/** 301 is the zero of the enum. */
const CODES: Readonly<Record<number, string | undefined>> = {
  0: undefined,
  301: undefined,
  302: 'FOUND',
  303: 'SEE_OTHER',
  307: 'TEMPORARY_REDIRECT',
  308: 'PERMANENT_REDIRECT',
};

/**
 * Returns Envoy's redirect, with the port left out that is its scheme's own; undefined where the code is unknown: then
 * the route has no action (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRedirect).
 */
export function redirectAction(redirect: Redirect, place: RoutePlace, ofGatewayApi = false): EnvoyMessage | undefined {
  const code = redirect.redirectCode ?? 0;
  if (!(code in CODES)) return undefined;
  const {uri = ''} = redirect;
  return {
    host_redirect: unlessZero(redirect.authority),
    ...(ofGatewayApi && uri.startsWith(PREFIX) ? {prefix_rewrite: uri.slice(PREFIX.length)} : {path_redirect: uri}),
    scheme_redirect: unlessZero(redirect.scheme),
    port_redirect: unlessZero(port(redirect, place)),
    response_code: CODES[code],
  };
}

function port({port, derivePort, scheme}: Redirect, place: RoutePlace): number {
  const number = port ?? (derivePort === 'FROM_REQUEST_PORT' ? place.port : 0);
  const effective = scheme || (place.tls ? 'https' : 'http');
  const usual = effective === 'https' ? 443 : effective === 'http' ? 80 : 0;
  return number === usual ? 0 : number;
}
