// SPDX-License-Identifier: Apache-2.0
import {getIn, getKey, isTree, type Tree} from '../../src/manifest/input/tree.js';

const CNI = ['components.cni.enabled=true'];
const SEMANTIC =
  'meshConfig: {extensionProviders: [{name: otel, opentelemetry: {port: 1, service: s, serviceAttributeEnrichment: OTEL_SEMANTIC_CONVENTIONS}}]}';

export interface Case {
  /** An annotation, or a label where `label` says so. */
  key: string;
  value: string;
  label?: true;
  set?: string[];
  mesh?: string;
  /** Further annotations. */
  with?: Record<string, string>;
  /** What shows the effect. */
  look: (pod: Tree) => unknown;
  expected: unknown;
}

const item = (pod: Tree, list: string, name: string): Tree => {
  const items = getIn(pod, ['spec', list]);
  const found = Array.isArray(items) ? items.find((one) => isTree(one) && one['name'] === name) : undefined;
  return isTree(found) ? found : {};
};
const proxy =
  (...path: string[]) =>
  (pod: Tree) =>
    getIn(item(pod, 'containers', 'istio-proxy'), path);
const app =
  (...path: string[]) =>
  (pod: Tree) =>
    getIn(item(pod, 'containers', 'app'), path);
const env = (name: string) => (pod: Tree) => {
  const list = proxy('env')(pod);
  return Array.isArray(list)
    ? getKey(
        list.find((entry) => getKey(entry, 'name') === name),
        'value',
      )
    : undefined;
};
const annotation = (key: string) => (pod: Tree) => getIn(pod, ['metadata', 'annotations', key]);
const label = (key: string) => (pod: Tree) => getIn(pod, ['metadata', 'labels', key]);
const names = (list: string) => (pod: Tree) => {
  const items = getIn(pod, ['spec', list]);
  return Array.isArray(items) ? items.map((one) => getKey(one, 'name')) : [];
};
/** What stands behind an option of the container that captures traffic. */
const option = (flag: string) => (pod: Tree) => {
  const args = getIn(item(pod, 'initContainers', 'istio-init'), ['args']);
  return Array.isArray(args) ? args[args.indexOf(flag) + 1] : undefined;
};
const hasArg = (arg: string) => (pod: Tree) => {
  const args = proxy('args')(pod);
  return Array.isArray(args) && args.includes(arg);
};

/** Every annotation and label that steers the injector (spec install.md §4.16), with what shows its effect. */
export const cases: Case[] = [
  {key: 'sidecar.istio.io/inject', value: 'false', look: names('containers'), expected: ['app']},
  {key: 'sidecar.istio.io/inject', value: 'false', label: true, look: names('containers'), expected: ['app']},
  {
    key: 'sidecar.istio.io/inject',
    value: 'true',
    label: true,
    with: {'sidecar.istio.io/inject': 'false'},
    look: names('containers'),
    expected: ['app', 'istio-proxy'],
  },
  {
    key: 'inject.istio.io/templates',
    value: 'grpc-simple',
    look: names('initContainers'),
    expected: ['grpc-bootstrap-init'],
  },
  {key: 'inject.istio.io/templates', value: 'gateway', look: (pod) => hasArg('router')(pod), expected: true},
  {
    key: 'proxy.istio.io/config',
    value: '{"concurrency": 3}',
    look: env('PROXY_CONFIG'),
    expected: '{"concurrency":3}\n',
  },
  {
    key: 'proxy.istio.io/config',
    value: 'proxyMetadata: {A: b}',
    look: env('A'),
    expected: 'b',
  },
  {
    key: 'proxy.istio.io/config',
    value: 'holdApplicationUntilProxyStarts: true',
    look: names('containers'),
    expected: ['istio-proxy', 'app'],
  },
  {
    key: 'proxy.istio.io/overrides',
    value: '{"containers":[{"name":"istio-proxy","image":"own:1"}]}',
    with: {'sidecar.istio.io/status': '{"containers":["istio-proxy"]}'},
    look: proxy('image'),
    expected: 'own:1',
  },
  {key: 'sidecar.istio.io/interceptionMode', value: 'NONE', look: names('initContainers'), expected: []},
  {key: 'sidecar.istio.io/interceptionMode', value: 'TPROXY', look: option('-m'), expected: 'TPROXY'},
  {
    key: 'sidecar.istio.io/nativeSidecar',
    value: 'true',
    look: names('initContainers'),
    expected: ['istio-init', 'istio-proxy'],
  },
  {key: 'sidecar.istio.io/proxyImage', value: 'own/proxy:2', look: proxy('image'), expected: 'own/proxy:2'},
  {
    key: 'sidecar.istio.io/proxyImageType',
    value: 'debug',
    look: proxy('image'),
    expected: 'registry.istio.io/release/proxyv2:1.30.3-debug',
  },
  {key: 'sidecar.istio.io/proxyCPU', value: '5m', look: proxy('resources'), expected: {requests: {cpu: '5m'}}},
  {key: 'sidecar.istio.io/proxyMemory', value: '9Mi', look: proxy('resources'), expected: {requests: {memory: '9Mi'}}},
  {key: 'sidecar.istio.io/proxyCPULimit', value: '5m', look: proxy('resources'), expected: {limits: {cpu: '5m'}}},
  {
    key: 'sidecar.istio.io/proxyMemoryLimit',
    value: '9Mi',
    look: proxy('resources'),
    expected: {limits: {memory: '9Mi'}},
  },
  {key: 'sidecar.istio.io/logLevel', value: 'trace', look: hasArg('--proxyLogLevel=trace'), expected: true},
  {
    key: 'sidecar.istio.io/componentLogLevel',
    value: 'x:info',
    look: hasArg('--proxyComponentLogLevel=x:info'),
    expected: true,
  },
  {key: 'sidecar.istio.io/agentLogLevel', value: 'a:debug', look: hasArg('--log_output_level=a:debug'), expected: true},
  {
    key: 'sidecar.istio.io/bootstrapOverride',
    value: 'my-bootstrap',
    look: (pod) => getIn(item(pod, 'volumes', 'custom-bootstrap-volume'), ['configMap', 'name']),
    expected: 'my-bootstrap',
  },
  {
    key: 'sidecar.istio.io/userVolume',
    value: '{"mine":{"emptyDir":{}}}',
    look: (pod) => item(pod, 'volumes', 'mine'),
    expected: {name: 'mine', emptyDir: {}},
  },
  {
    key: 'sidecar.istio.io/userVolumeMount',
    value: '{"mine":{"mountPath":"/mine"}}',
    look: (pod) => JSON.stringify(proxy('volumeMounts')(pod)).includes('"/mine"'),
    expected: true,
  },
  {
    key: 'sidecar.istio.io/capNetBindService',
    value: 'true',
    look: proxy('securityContext', 'capabilities', 'add'),
    expected: ['NET_BIND_SERVICE'],
  },
  {
    key: 'sidecar.istio.io/rewriteAppHTTPProbers',
    value: 'false',
    look: app('readinessProbe', 'httpGet', 'port'),
    expected: 'http',
  },
  {
    key: 'status.sidecar.istio.io/port',
    value: '15555',
    look: app('readinessProbe', 'httpGet', 'port'),
    expected: 15555,
  },
  {
    key: 'traffic.sidecar.istio.io/includeOutboundIPRanges',
    value: '10.0.0.0/8',
    look: option('-i'),
    expected: '10.0.0.0/8',
  },
  {
    key: 'traffic.sidecar.istio.io/excludeOutboundIPRanges',
    value: '10.0.0.0/8',
    look: option('-x'),
    expected: '10.0.0.0/8',
  },
  {key: 'traffic.sidecar.istio.io/includeInboundPorts', value: '80', look: option('-b'), expected: '80'},
  {
    key: 'traffic.sidecar.istio.io/excludeInboundPorts',
    value: '80',
    look: option('-d'),
    expected: '15090,15021,80,15020',
  },
  {key: 'traffic.sidecar.istio.io/includeOutboundPorts', value: '80', look: option('-q'), expected: '80'},
  {key: 'traffic.sidecar.istio.io/excludeOutboundPorts', value: '80', look: option('-o'), expected: '80'},
  {key: 'traffic.sidecar.istio.io/kubevirtInterfaces', value: 'net1', look: option('-k'), expected: 'net1'},
  {key: 'istio.io/reroute-virtual-interfaces', value: 'net1', look: option('-k'), expected: 'net1'},
  {key: 'traffic.sidecar.istio.io/excludeInterfaces', value: 'net1', look: option('-c'), expected: 'net1'},
  {
    key: 'prometheus.istio.io/merge-metrics',
    value: 'false',
    look: annotation('prometheus.io/port'),
    expected: undefined,
  },
  {key: 'prometheus.io/scrape', value: 'false', look: annotation('prometheus.io/port'), expected: undefined},
  {
    key: 'prometheus.io/port',
    value: '9090',
    look: env('ISTIO_PROMETHEUS_ANNOTATIONS'),
    expected: '{"scrape":"","path":"","port":"9090"}',
  },
  {
    key: 'prometheus.io/path',
    value: '/own',
    look: env('ISTIO_PROMETHEUS_ANNOTATIONS'),
    expected: '{"scrape":"","path":"/own","port":""}',
  },
  {
    key: 'k8s.v1.cni.cncf.io/networks',
    value: 'mine',
    set: [...CNI, 'values.cni.provider=multus', 'values.pilot.cni.provider=multus'],
    look: annotation('k8s.v1.cni.cncf.io/networks'),
    expected: 'mine, default/istio-cni',
  },
  {
    key: 'kubectl.kubernetes.io/default-container',
    value: 'other',
    look: annotation('kubectl.kubernetes.io/default-container'),
    expected: 'other',
  },
  {
    key: 'kubectl.kubernetes.io/default-logs-container',
    value: 'other',
    look: annotation('kubectl.kubernetes.io/default-logs-container'),
    expected: 'other',
  },
  {
    key: 'apm.datadoghq.com/env',
    value: '{"DD_ENV":"test"}',
    set: ['values.global.proxy.tracer=datadog'],
    look: env('DD_ENV'),
    expected: 'test',
  },
  {
    key: 'resource.opentelemetry.io/service.namespace',
    value: 'shop',
    mesh: SEMANTIC,
    look: env('OTEL_RESOURCE_ATTRIBUTES'),
    expected: 'service.namespace=shop,service.version=1,service.instance.id=.$(POD_NAME).app',
  },
  {
    key: 'resource.opentelemetry.io/service.version',
    value: '9',
    mesh: SEMANTIC,
    look: (pod) => String(env('OTEL_RESOURCE_ATTRIBUTES')(pod)).includes('service.version=9'),
    expected: true,
  },
  {
    key: 'resource.opentelemetry.io/service.instance.id',
    value: 'me',
    mesh: SEMANTIC,
    look: (pod) => String(env('OTEL_RESOURCE_ATTRIBUTES')(pod)).endsWith('service.instance.id=me'),
    expected: true,
  },
  {
    key: 'networking.istio.io/tunnel',
    value: 'none',
    label: true,
    set: ['profile=ambient'],
    look: label('networking.istio.io/tunnel'),
    expected: 'none',
  },
  {
    key: 'app.kubernetes.io/name',
    value: 'me',
    label: true,
    look: label('service.istio.io/canonical-name'),
    expected: 'me',
  },
  {key: 'version', value: 'v9', label: true, look: label('service.istio.io/canonical-revision'), expected: 'v9'},
  {
    key: 'service.istio.io/workload-name',
    value: 'me',
    label: true,
    look: env('ISTIO_META_WORKLOAD_NAME'),
    expected: 'me',
  },
  {key: 'topology.istio.io/network', value: 'net', label: true, look: env('ISTIO_META_NETWORK'), expected: 'net'},
  ...['initialDelaySeconds', 'periodSeconds', 'failureThreshold'].map(
    (field): Case => ({
      key: `readiness.status.sidecar.istio.io/${field}`,
      value: '7',
      look: proxy('readinessProbe', field),
      expected: 7,
    }),
  ),
  // Labels that the injector sets only where the pod does not.
  ...['security.istio.io/tlsMode', 'service.istio.io/canonical-name', 'service.istio.io/canonical-revision'].map(
    (key): Case => ({key, value: 'own', label: true, look: label(key), expected: 'own'}),
  ),
];
