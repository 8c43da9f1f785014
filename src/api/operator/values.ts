// SPDX-License-Identifier: Apache-2.0

import type {Messages} from '../schema/notation.js';

/** What `spec.values` holds, but for what global, gateways and components hold; see notation.ts and spec §2.6, §4. */
export const chartValues: Messages = {
  Values: {
    cni: 'Cni # node agent',
    gateways: 'Gateways # ingress and egress gateways',
    global: 'Global # what all charts share',
    pilot: 'Pilot # istiod',
    ztunnel: 'any > Ztunnel # node proxy of ambient mode',
    telemetry: 'Telemetry',
    sidecarInjectorWebhook: 'SidecarInjector # how pods get their sidecar',
    istioCni: 'CniUsage ~ use "values.pilot.cni"',
    revision: 'revision # use "spec.revision"',
    ownerName: 'string',
    meshConfig: 'mesh.MeshConfig # as spec.meshConfig',
    base: 'Base',
    istiodRemote: 'IstiodRemote',
    revisionTags: '[string] > [revision] # further names of this revision',
    defaultRevision: 'string > revision # revision whose webhook validates configuration',
    profile: 'string > =ambient|demo|preview|remote|stable # chart settings of a profile',
    compatibilityVersion: 'string > =1.25|1.26|1.27|1.28|1.29 # use "spec.compatibilityVersion"',
    experimental: 'Experimental',
    gatewayClasses: 'any > {{object}} # defaults of Gateway API classes, by class and kind',
  },
  Switch: {
    enabled: 'bool',
  },
  Logging: {
    level: 'string',
  },
  Resources: {
    limits: '{string} > {quantity}',
    requests: '{string} > {quantity}',
  },
  TargetUtilization: {
    targetAverageUtilization: 'int32 > int32(1..)',
  },
  ResourceQuotas: {
    enabled: 'bool',
    pods: 'int64 > int64(0..)',
  },
  MultiCluster: {
    enabled: 'bool ~ setting the cluster name is enough',
    clusterName: 'string',
    globalDomainSuffix: 'string ~ the charts have no such setting any more',
    includeEnvoyFilter: 'bool ~ the charts have no such setting any more',
  },
  Telemetry: {
    enabled: 'bool',
    v2: 'TelemetryV2',
  },
  TelemetryV2: {
    enabled: 'bool',
    prometheus: 'Switch',
    stackdriver: 'Switch',
  },
  SidecarInjector: {
    enableNamespacesByDefault: 'bool # inject where nothing says otherwise',
    reinvocationPolicy: 'string > =Never|IfNeeded',
    neverInjectSelector: '[k8s.LabelSelector]',
    alwaysInjectSelector: '[k8s.LabelSelector]',
    rewriteAppHTTPProbe: 'bool',
    injectedAnnotations: 'object > annotations',
    injectionURL: 'string ~ use "values.istiodRemote.injectionURL"',
    templates: 'object > {text} # further templates by name',
    defaultTemplates: '[string]',
  },
  Base: {
    enableCRDTemplates: 'bool',
    excludedCRDs: '[string] > [dnsSubdomain] # full names of definitions to leave out',
    validationURL: 'url',
    enableIstioConfigCRDs: 'bool ~ use "values.base.excludedCRDs"',
    validateGateway: 'bool ~ the charts have no such setting any more',
    validationCABundle: 'string',
    validationFailurePolicy: '- > =Ignore|Fail',
  },
  IstiodRemote: {
    injectionURL: 'url',
    injectionPath: 'string',
    injectionCABundle: 'string',
    enabled: 'bool',
    enabledLocalInjectorIstiod: 'bool',
  },
  Experimental: {
    stableValidationPolicy: 'bool',
  },
};
