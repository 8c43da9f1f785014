// SPDX-License-Identifier: Apache-2.0
import {getIn, getKey, type Tree, type ValuePath} from '../../manifest/input/tree.js';
import type {Injector} from '../injector/injector.js';
import {annotatedProxyConfig, DEFAULT_MESH_CONFIG} from '../injector/mesh-config.js';
import {Annotation} from './annotation.js';
import {annotationOf, labelOf, type Pod} from './container.js';

/** A setting of the proxy of a pod, and what set it. */
export interface Steering {
  setting: string;
  value: string;
  /** `annotation X`, `label X`, `meshConfig.X`, `values.X` or `default`. */
  source: string;
}

/** Where a setting can come from; the first that is set wins, in the order of these fields. */
interface Setting {
  name: string;
  label?: string;
  annotation?: string;
  /** Path in ProxyConfig. */
  proxy?: readonly string[];
  /** Path in MeshConfig. */
  mesh?: readonly string[];
  values?: readonly string[];
}

const TRAFFIC = 'traffic.sidecar.istio.io';
const READINESS = 'readiness.status.sidecar.istio.io';
const PROXY_VALUES = ['global', 'proxy'];

const sidecar = (key: string) => `sidecar.istio.io/${key}`;
const ofProxy = (...path: string[]) => [...PROXY_VALUES, ...path];
const resource = (name: string, annotation: string, ...path: string[]): Setting => ({
  name,
  annotation: sidecar(annotation),
  values: ofProxy('resources', ...path),
});
const captured = (name: string, annotation: string, value: string): Setting => ({
  name,
  annotation: `${TRAFFIC}/${annotation}`,
  values: ofProxy(value),
});
const readiness = (name: string, annotation: string, value: string): Setting => ({
  name,
  annotation: `${READINESS}/${annotation}`,
  values: ofProxy(value),
});

/** What steers the injector's templates (spec install.md §4.16). */
const SETTINGS: readonly Setting[] = [
  {name: 'proxy image', annotation: sidecar('proxyImage'), values: ofProxy('image')},
  {
    name: 'proxy image type',
    annotation: Annotation.imageType,
    proxy: ['image', 'imageType'],
    values: ['global', 'variant'],
  },
  {name: 'image hub', values: ['global', 'hub']},
  {name: 'image tag', values: ['global', 'tag']},
  {name: 'interception mode', annotation: Annotation.interceptionMode, proxy: ['interceptionMode']},
  {name: 'native sidecar', annotation: Annotation.nativeSidecar, values: ['pilot', 'env', 'ENABLE_NATIVE_SIDECARS']},
  {
    name: 'hold application',
    proxy: ['holdApplicationUntilProxyStarts'],
    values: ofProxy('holdApplicationUntilProxyStarts'),
  },
  {name: 'CNI plugin', values: ['pilot', 'cni', 'enabled']},
  {name: 'concurrency', proxy: ['concurrency']},
  resource('CPU request', 'proxyCPU', 'requests', 'cpu'),
  resource('CPU limit', 'proxyCPULimit', 'limits', 'cpu'),
  resource('memory request', 'proxyMemory', 'requests', 'memory'),
  resource('memory limit', 'proxyMemoryLimit', 'limits', 'memory'),
  {name: 'log level', annotation: sidecar('logLevel'), values: ofProxy('logLevel')},
  {name: 'component log levels', annotation: sidecar('componentLogLevel'), values: ofProxy('componentLogLevel')},
  {name: 'agent log level', annotation: sidecar('agentLogLevel'), values: ['global', 'logging', 'level']},
  {name: 'status port', annotation: Annotation.statusPort, values: ofProxy('statusPort')},
  readiness('readiness delay', 'initialDelaySeconds', 'readinessInitialDelaySeconds'),
  readiness('readiness period', 'periodSeconds', 'readinessPeriodSeconds'),
  readiness('readiness failures', 'failureThreshold', 'readinessFailureThreshold'),
  {
    name: 'probe rewrite',
    annotation: Annotation.rewriteProbes,
    values: ['sidecarInjectorWebhook', 'rewriteAppHTTPProbe'],
  },
  {name: 'metrics merge', annotation: Annotation.mergeMetrics, mesh: ['enablePrometheusMerge']},
  captured('outbound IP ranges', 'includeOutboundIPRanges', 'includeIPRanges'),
  captured('outbound IP ranges left out', 'excludeOutboundIPRanges', 'excludeIPRanges'),
  captured('inbound ports', 'includeInboundPorts', 'includeInboundPorts'),
  captured('inbound ports left out', 'excludeInboundPorts', 'excludeInboundPorts'),
  captured('outbound ports', 'includeOutboundPorts', 'includeOutboundPorts'),
  captured('outbound ports left out', 'excludeOutboundPorts', 'excludeOutboundPorts'),
  {name: 'interfaces left out', annotation: `${TRAFFIC}/excludeInterfaces`},
  {name: 'virtual interfaces', annotation: 'istio.io/reroute-virtual-interfaces'},
  {name: 'virtual interfaces (old name)', annotation: `${TRAFFIC}/kubevirtInterfaces`},
  {name: 'low ports', annotation: sidecar('capNetBindService'), values: ofProxy('capNetBindService')},
  {name: 'bootstrap override', annotation: sidecar('bootstrapOverride')},
  {name: 'volumes', annotation: sidecar('userVolume')},
  {name: 'volume mounts', annotation: sidecar('userVolumeMount')},
  {name: 'network', label: 'topology.istio.io/network', values: ['global', 'network']},
  {name: 'cluster', values: ['global', 'multiCluster', 'clusterName']},
  {name: 'mutual TLS', label: 'security.istio.io/tlsMode'},
  {name: 'HBONE tunnel', label: 'networking.istio.io/tunnel', proxy: ['proxyMetadata', 'ISTIO_META_ENABLE_HBONE']},
  {name: 'canonical name', label: 'service.istio.io/canonical-name'},
  {name: 'canonical revision', label: 'service.istio.io/canonical-revision'},
  {name: 'workload name', label: 'service.istio.io/workload-name'},
  {name: 'customised containers', annotation: Annotation.overrides},
];

/** The settings of a pod's proxy that something sets, each with what did. */
export function steeringOf(injector: Injector, pod: Pod): Steering[] {
  const written = annotationOf(pod, Annotation.proxyConfig);
  const ofPod = written === undefined ? {} : annotatedProxyConfig({defaultConfig: {}}, written);
  return SETTINGS.flatMap((setting) => {
    const found = sourceOf(setting, injector, pod, ofPod);
    return found === undefined ? [] : [{setting: setting.name, ...found}];
  });
}

function sourceOf(setting: Setting, injector: Injector, pod: Pod, ofPod: Tree): Omit<Steering, 'setting'> | undefined {
  const {label, annotation} = setting;
  const labelled = label && labelOf(pod, label);
  if (labelled) return {value: labelled, source: `label ${label}`};
  const annotated = annotation && annotationOf(pod, annotation);
  if (annotated !== undefined && annotated !== '') return {value: annotated, source: `annotation ${annotation}`};
  const places: [Tree, readonly string[] | undefined, (path: string) => string][] = [
    [ofPod, setting.proxy, (path) => `annotation ${Annotation.proxyConfig} (${path})`],
    [injector.mesh, setting.proxy && ['defaultConfig', ...setting.proxy], (path) => `meshConfig.${path}`],
    [injector.mesh, setting.mesh, (path) => `meshConfig.${path}`],
    [injector.values, countsValues(setting, pod) ? setting.values : undefined, (path) => `values.${path}`],
  ];
  for (const [tree, path, source] of places) {
    const value = path && valueAt(tree, path);
    if (path === undefined || value === undefined) continue;
    const isDefault = tree === injector.mesh && valueAt(DEFAULT_MESH_CONFIG, path) === value;
    return {value, source: isDefault ? 'default' : source(path.join('.'))};
  }
  return undefined;
}

const RESOURCES = ['proxyCPU', 'proxyCPULimit', 'proxyMemory', 'proxyMemoryLimit'].map(sidecar);

/** A pod that asks for any resources gets those alone. */
function countsValues({annotation = ''}: Setting, pod: Pod): boolean {
  return !RESOURCES.includes(annotation) || RESOURCES.every((key) => annotationOf(pod, key) === undefined);
}

/** The scalar at that path as text; undefined for nothing. */
function valueAt(tree: Tree, path: ValuePath): string | undefined {
  const value = getIn(tree, path.slice(0, -1));
  const last = path.at(-1);
  const found = last === undefined ? undefined : getKey(value, last);
  const isScalar = typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean';
  return found === '' || !isScalar ? undefined : String(found);
}
