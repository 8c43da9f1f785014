// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../model/context.js';

/** Headers that a proxy adds, as `defaultConfig.proxyHeaders` of MeshConfig sets them. */
export interface ProxyHeaders {
  /** X-Envoy-Attempt-Count in requests. */
  attemptCount: boolean;
  /** X-Forwarded-Host in requests. */
  forwardedHost: boolean;
}

interface Settings {
  proxyHeaders?: {attemptCount?: {disabled?: boolean}; xForwardedHost?: {enabled?: boolean}};
}

/** Returns which headers routes add (https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig). */
export function proxyHeaders({mesh}: Context): ProxyHeaders {
  const settings = mesh.settings.config['defaultConfig'] as Settings | undefined;
  return {
    attemptCount: !settings?.proxyHeaders?.attemptCount?.disabled,
    forwardedHost: settings?.proxyHeaders?.xForwardedHost?.enabled ?? false,
  };
}
