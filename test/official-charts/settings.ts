// SPDX-License-Identifier: Apache-2.0

export interface Setting {
  name: string;
  /** Arguments of `--set`. */
  set: readonly string[];
  /** The version of the cluster, where it matters. */
  kubeVersion?: string;
  /** The base chart is slow to render, for it reads and prints all CRDs: only what reaches it is tried in samples. */
  reachesBase: boolean;
}

/** Each reaches templates that the others do not. */
const SETTINGS: Record<string, readonly string[]> = {
  'nothing else': [],
  revision: ['revision=canary'],
  'revision tags': ['revision=1-30-3', 'values.revisionTags[0]=prod', 'values.revisionTags[1]=stage'],
  'default revision': ['values.defaultRevision=', 'values.base.enableCRDTemplates=true'],
  'no CRDs': ['values.base.enableIstioConfigCRDs=false'],
  'other namespaces': ['values.global.istioNamespace=mesh', 'components.pilot.namespace=mesh'],
  'images of a registry of one': [
    'hub=registry.example.com/istio',
    'tag=1.30.3-fips',
    'values.global.variant=distroless',
  ],
  'image of one component': ['values.pilot.image=example.com/own:1', 'values.global.proxy.image=example.com/proxy:2'],
  'pull secrets': ['values.global.imagePullSecrets[0]=regcred', 'values.global.imagePullPolicy=Always'],
  'mesh config': [
    'meshConfig.accessLogFile=/dev/stdout',
    'meshConfig.defaultConfig.holdApplicationUntilProxyStarts=true',
  ],
  'tracing of old': ['values.global.proxy.tracer=zipkin', 'values.global.tracer.zipkin.address=zipkin.example:9411'],
  'outbound traffic': ['meshConfig.outboundTrafficPolicy.mode=REGISTRY_ONLY', 'meshConfig.enableTracing=true'],
  'no autoscaling': ['values.pilot.autoscaleEnabled=false', 'values.pilot.replicaCount=3'],
  'autoscaling by memory': ['values.pilot.memory.targetAverageUtilization=70', 'values.pilot.autoscaleMax=9'],
  resources: ['values.global.proxy.resources.requests.cpu=7m', 'values.pilot.resources.limits.memory=3Gi'],
  'environment of istiod': ['values.pilot.env.PILOT_X=true', 'values.pilot.env.Y=1', 'values.pilot.traceSampling=0.5'],
  'where pods run': [
    'values.pilot.nodeSelector.disk=ssd',
    'values.pilot.tolerations[0].key=k',
    'values.cni.affinity.a=b',
  ],
  'labels and annotations': [
    'values.pilot.podLabels.a=b',
    'values.pilot.podAnnotations.c=d',
    'values.cni.podLabels.e=f',
  ],
  'several clusters': [
    'values.global.meshID=m',
    'values.global.multiCluster.clusterName=east',
    'values.global.network=n1',
    'values.global.multiCluster.enabled=true',
  ],
  'remote control plane': ['values.global.remotePilotAddress=10.0.0.9', 'values.istiodRemote.enabled=true'],
  'remote control plane by name': [
    'values.global.remotePilotAddress=istiod.example.com',
    'values.istiodRemote.injectionURL=https://istiod.example.com:15017/inject',
  ],
  'control plane elsewhere': ['values.global.externalIstiod=true', 'values.global.caAddress=ca.example.com:15012'],
  'certificate provider': ['values.global.pilotCertProvider=kubernetes', 'values.global.caName=GkeWorkloadCertificate'],
  'native sidecars': ['values.global.nativeNftables=true', 'values.pilot.env.ENABLE_NATIVE_SIDECARS=true'],
  cni: ['components.cni.enabled=true', 'values.cni.chained=false', 'values.cni.excludeNamespaces[0]=kube-system'],
  ambient: ['components.cni.enabled=true', 'components.ztunnel.enabled=true', 'values.cni.ambient.dnsCapture=true'],
  gke: ['values.global.platform=gke'],
  openshift: ['values.global.platform=openshift', 'components.cni.enabled=true'],
  'as 1.28 was': ['compatibilityVersion=1.28'],
  gateways: [
    'components.egressGateways[0].name=istio-egressgateway',
    'components.egressGateways[0].enabled=true',
    'components.ingressGateways[0].name=istio-ingressgateway',
    'components.ingressGateways[0].enabled=true',
    'values.gateways.istio-ingressgateway.autoscaleEnabled=false',
    'values.gateways.istio-ingressgateway.secretVolumes[0].name=certs',
    'values.gateways.istio-ingressgateway.secretVolumes[0].secretName=certs',
    'values.gateways.istio-ingressgateway.secretVolumes[0].mountPath=/etc/certs',
    'values.gateways.istio-ingressgateway.serviceAnnotations.a=b',
  ],
  'logs as JSON': [
    'values.global.logAsJson=true',
    'values.global.logging.level=default:debug',
    'values.cni.logging.level=x:info',
  ],
  'two families of addresses': ['values.pilot.ipFamilyPolicy=PreferDualStack', 'values.pilot.ipFamilies[0]=IPv6'],
  'templates of the user': ['values.sidecarInjectorWebhook.templates.own=spec: {{ .Values.global.hub }}'],
  'injection rules': [
    'values.sidecarInjectorWebhook.enableNamespacesByDefault=true',
    'values.sidecarInjectorWebhook.rewriteAppHTTPProbe=false',
    'values.sidecarInjectorWebhook.reinvocationPolicy=IfNeeded',
  ],
  'network policies': ['values.global.networkPolicy.enabled=true'],
  'gateway classes': [
    'values.gatewayClasses.istio.deployment.spec.replicas=2',
    'values.global.waypoint.resources.limits.cpu=2',
  ],
  'removed setting': ['values.global.tracer.stackdriver.debug=true'],
};

const OLD_CLUSTER = 'v1.25.3';

function reachesBase(argument: string): boolean {
  return /^(values\.(base|defaultRevision|global\.(platform|istioNamespace))|revision|compatibility)/.test(argument);
}

/** About forty settings; every profile is rendered with each. */
export const settings: readonly Setting[] = [
  ...Object.entries(SETTINGS).map(([name, set]) => ({name, set, reachesBase: set.some(reachesBase)})),
  {name: 'an old cluster', set: [], kubeVersion: OLD_CLUSTER, reachesBase: false},
];
