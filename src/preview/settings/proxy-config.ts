// SPDX-License-Identifier: Apache-2.0

interface Disabled {
  disabled?: boolean;
}

interface Enabled {
  enabled?: boolean;
}

/** The fields of ProxyConfig that listeners depend on: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig */
export interface ProxyConfig {
  tracing?: {
    customTags?: Readonly<Record<string, CustomTag>>;
    maxPathTagLength?: number;
    sampling?: number;
    enableIstioTags?: boolean;
  };
  proxyHeaders?: ProxyHeaders;
  gatewayTopology?: {
    numTrustedProxies?: number;
    forwardClientCertDetails?: string;
    proxyProtocol?: object;
  };
}

/** Where the value of a tag of spans comes from. */
export interface CustomTag {
  literal?: {value?: string};
  environment?: {name?: string; defaultValue?: string};
  header?: {name?: string; defaultValue?: string};
  formatter?: {value?: string};
}

export interface ProxyHeaders {
  forwardedClientCert?: string;
  setCurrentClientCertDetails?: {
    subject?: boolean;
    cert?: boolean;
    chain?: boolean;
    dns?: boolean;
    uri?: boolean;
  };
  requestId?: Disabled;
  server?: Disabled & {value?: string};
  attemptCount?: Disabled;
  envoyDebugHeaders?: Disabled;
  /** UNDEFINED where absent, or IN_MESH. */
  metadataExchangeHeaders?: {mode?: string};
  xForwardedHost?: Enabled;
  xForwardedPort?: Enabled;
  preserveHttp1HeaderCase?: boolean;
}
