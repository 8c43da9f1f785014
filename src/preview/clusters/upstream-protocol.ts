// SPDX-License-Identifier: Apache-2.0
import {any, extension} from '../any.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {ServicePort} from '../model/service.js';
import {isHttp, isHttp2} from '../registry/protocol.js';
import {meshConfig} from '../settings/mesh-config.js';
import {type Draft, httpOptions} from './draft.js';

const PRESERVE_CASE: EnvoyMessage = {
  header_key_format: {
    stateful_formatter: extension(
      'preserve_case',
      any('envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig'),
    ),
  },
};

/** Returns the options of HTTP/1 where proxies keep the case of headers; undefined elsewhere. */
export function caseOptions({mesh}: Context): EnvoyMessage | undefined {
  return meshConfig(mesh.settings).defaultConfig?.proxyHeaders?.preserveHttp1HeaderCase ? PRESERVE_CASE : undefined;
}

/** Sets the version of HTTP by a port's protocol; what a sidecar sniffs goes on as it came in (istio.io, "Protocol Selection"). */
export function setUpstreamProtocol(context: Context, draft: Draft, {protocol}: ServicePort): void {
  if (isHttp2(protocol)) {
    useHttp2(draft);
    return;
  }
  const sniffed = protocol === 'Unsupported';
  const http1 = caseOptions(context);
  if (http1 && (isHttp(protocol) || sniffed)) httpOptions(draft).protocol = {kind: 'http1', http1};
  if (sniffed && context.proxy.type === 'sidecar') useDownstreamProtocol(draft);
}

/** Has a cluster speak HTTP/2, unless something was chosen for it before. */
export function useHttp2(draft: Draft): void {
  httpOptions(draft).protocol ??= {kind: 'http2'};
}

/** Has a cluster speak what the client does. */
export function useDownstreamProtocol(draft: Draft): void {
  const options = httpOptions(draft);
  const known = options.protocol;
  options.protocol = {kind: 'downstream', ...(known?.kind === 'http1' && known.http1 && {http1: known.http1})};
}
