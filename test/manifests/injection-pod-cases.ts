// SPDX-License-Identifier: Apache-2.0
import {expect} from 'vitest';
import type {Tree} from '../../src/manifest/input/tree.js';

/** A pod, what steers its injection, and what must come of it. */
export interface PodCase {
  name: string;
  template: string;
  /** Of the istiod chart. */
  values?: Record<string, unknown>;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  containers?: Tree[];
  serviceAccount?: string;
  proxyConfig?: Tree;
  meshConfig?: Tree;
  /** Further data of the injector, by the names of templates. */
  data?: Record<string, unknown>;
  /** Parts of the summary. */
  expected: object;
  /** Paths that the summary must not have. */
  absent?: string[][];
}

/** Those whose value is a text wherever it goes; the others must be numbers or JSON, which the injector checks. */
export const everyAnnotation = [
  'sidecar.istio.io/interceptionMode',
  'sidecar.istio.io/proxyImage',
  ...['proxyCPU', 'proxyMemory', 'proxyCPULimit', 'proxyMemoryLimit'].map((name) => `sidecar.istio.io/${name}`),
  ...['logLevel', 'componentLogLevel', 'agentLogLevel', 'bootstrapOverride'].map((name) => `sidecar.istio.io/${name}`),
  ...['includeOutboundIPRanges', 'excludeOutboundIPRanges'].map((name) => `traffic.sidecar.istio.io/${name}`),
  ...['includeInboundPorts', 'includeOutboundPorts', 'excludeOutboundPorts'].map(
    (name) => `traffic.sidecar.istio.io/${name}`,
  ),
  ...['kubevirtInterfaces', 'excludeInterfaces'].map((name) => `traffic.sidecar.istio.io/${name}`),
  'istio.io/reroute-virtual-interfaces',
];

export const everyLabel = [
  'app',
  'version',
  'security.istio.io/tlsMode',
  'networking.istio.io/tunnel',
  'service.istio.io/workload-name',
];

const cni = {pilot: {cni: {enabled: true}}};
const has = (text: string) => expect.stringContaining(text);
const proxy = (expected: object) => ({containers: {'istio-proxy': expected}});
const init = (expected: object) => ({initContainers: {'istio-init': expected}});

const plain: Omit<PodCase, 'template'>[] = [
  {
    name: 'a plain pod',
    containers: [{name: 'web', ports: [{containerPort: 80}, {name: 'admin', containerPort: 81}]}, {name: 'log'}],
    expected: {
      labels: {
        'security.istio.io/tlsMode': 'istio',
        'service.istio.io/canonical-name': 'shop',
        'service.istio.io/canonical-revision': 'latest',
      },
      annotations: {'istio.io/rev': 'default', 'kubectl.kubernetes.io/default-container': 'web'},
      ...init({
        args: 'istio-iptables -p 15001 -z 15006 -u 1000 -m REDIRECT -i * -x  -b * -d 15090,15021,15020 --log_output_level=default:info',
        securityContext: {runAsUser: 0, capabilities: {add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL']}},
      }),
      ...proxy({
        image: 'example.org/proxyv2:1',
        env: {
          ISTIO_META_POD_PORTS: '[\n    {"containerPort":80}\n    ,{"name":"admin","containerPort":81}\n]',
          ISTIO_META_APP_CONTAINERS: 'web,log',
          ISTIO_META_OWNER: 'kubernetes://apis/apps/v1/namespaces/default/deployments/shop',
          ISTIO_META_MESH_ID: 'example.org',
          PROXY_CONFIG: '{}\n',
        },
        securityContext: {runAsUser: 1000, runAsGroup: 2000, runAsNonRoot: true, readOnlyRootFilesystem: true},
        resources: {limits: {cpu: '2000m'}},
      }),
    },
    absent: [
      ['labels', 'networking.istio.io/tunnel'],
      ['containers', 'istio-proxy', 'lifecycle'],
      ['annotations', 'sidecar.istio.io/interceptionMode'],
    ],
  },
  {
    name: 'labels and annotations that the pod brings',
    labels: {
      'security.istio.io/tlsMode': 'disabled',
      'app.kubernetes.io/name': `${'x'.repeat(62)}-y`,
      version: 'v1',
      'service.istio.io/workload-name': 'mine',
    },
    annotations: {'kubectl.kubernetes.io/default-logs-container': 'other'},
    expected: {
      labels: {
        'security.istio.io/tlsMode': 'disabled',
        'service.istio.io/canonical-name': 'x'.repeat(62),
        'service.istio.io/canonical-revision': 'v1',
      },
      ...proxy({env: {ISTIO_META_WORKLOAD_NAME: 'mine'}}),
    },
    absent: [['annotations', 'kubectl.kubernetes.io/default-logs-container']],
  },
  {
    name: 'HBONE and other proxyMetadata',
    proxyConfig: {proxyMetadata: {A: '1', ISTIO_META_ENABLE_HBONE: 'true'}},
    expected: {
      labels: {'networking.istio.io/tunnel': 'http'},
      ...init({env: {A: '1'}}),
      ...proxy({env: {A: '1', PROXY_CONFIG: '{"proxyMetadata":{"A":"1","ISTIO_META_ENABLE_HBONE":"true"}}\n'}}),
    },
  },
  {
    name: 'a revision, and names of the mesh',
    values: {
      revision: 'canary',
      global: {network: 'n', meshID: 'm', multiCluster: {clusterName: 'c'}, logAsJson: true},
    },
    data: {Revision: 'canary', CompliancePolicy: 'fips-140-2', InboundTrafficPolicyMode: 'localhost'},
    expected: {
      annotations: {'istio.io/rev': 'canary'},
      ...proxy({
        args: has('--log_as_json'),
        env: {
          CA_ADDR: 'istiod-canary.istio-system.svc:15012',
          ISTIO_META_NETWORK: 'n',
          ISTIO_META_MESH_ID: 'm',
          ISTIO_META_CLUSTER_ID: 'c',
          COMPLIANCE_POLICY: 'fips-140-2',
          REWRITE_PROBE_LEGACY_LOCALHOST_DESTINATION: 'true',
        },
      }),
    },
  },
];

const capture: Omit<PodCase, 'template'>[] = [
  {
    name: 'CNI with multus',
    values: {pilot: {cni: {enabled: true, provider: 'multus'}}},
    annotations: {'k8s.v1.cni.cncf.io/networks': 'mine', 'traffic.sidecar.istio.io/excludeInboundPorts': '7, 15020'},
    expected: {
      annotations: {
        'k8s.v1.cni.cncf.io/networks': 'mine, default/istio-cni',
        'sidecar.istio.io/interceptionMode': 'REDIRECT',
        'traffic.sidecar.istio.io/excludeInboundPorts': '7,15020',
      },
      initContainers: {
        'istio-validation': {
          args: has('--run-validation --skip-rule-apply'),
          securityContext: {runAsUser: 1000, runAsGroup: 2000, runAsNonRoot: true, readOnlyRootFilesystem: true},
        },
      },
    },
    absent: [
      ['initContainers', 'istio-init'],
      ['annotations', 'traffic.sidecar.istio.io/excludeOutboundIPRanges'],
    ],
  },
  {
    name: 'what is captured, by annotations',
    values: {...cni, global: {nativeNftables: true}},
    annotations: {
      'traffic.sidecar.istio.io/includeOutboundIPRanges': '10.0.0.0/8',
      'traffic.sidecar.istio.io/excludeOutboundIPRanges': '10.1.0.0/16',
      'traffic.sidecar.istio.io/includeInboundPorts': '1',
      'traffic.sidecar.istio.io/excludeInboundPorts': '2',
      'traffic.sidecar.istio.io/includeOutboundPorts': '3',
      'traffic.sidecar.istio.io/excludeOutboundPorts': '4',
      'traffic.sidecar.istio.io/kubevirtInterfaces': 'net0',
      'traffic.sidecar.istio.io/excludeInterfaces': 'net1',
      'istio.io/reroute-virtual-interfaces': 'net2',
      'status.sidecar.istio.io/port': '15030',
    },
    expected: {
      annotations: {
        'traffic.sidecar.istio.io/excludeInboundPorts': '2,15030',
        'traffic.sidecar.istio.io/excludeOutboundIPRanges': '10.1.0.0/16',
        'traffic.sidecar.istio.io/includeOutboundPorts': '3',
        'traffic.sidecar.istio.io/excludeInterfaces': 'net1',
      },
      initContainers: {
        'istio-validation': {
          args: has(
            '-i 10.0.0.0/8 -x 10.1.0.0/16 -b 1 -d 15090,15021,2,15030 -q 3 -o 4 -k net2 -c net1 --log_output_level=default:info --run-validation --skip-rule-apply --native-nftables',
          ),
        },
      },
    },
  },
  {
    name: 'what is captured, by values',
    values: {
      global: {
        proxy: {includeIPRanges: '10.0.0.0/8', includeOutboundPorts: '3', excludeOutboundPorts: '4', statusPort: 0},
        proxy_init: {forceApplyIptables: true},
      },
    },
    expected: {
      ...init({
        args: has('-i 10.0.0.0/8 -x  -b * -d 15090,15021 -q 3 -o 4 --log_output_level=default:info --force-apply'),
      }),
    },
    absent: [
      ['containers', 'istio-proxy', 'readinessProbe'],
      ['containers', 'istio-proxy', 'startupProbe'],
    ],
  },
  {
    name: 'TPROXY',
    annotations: {'sidecar.istio.io/interceptionMode': 'TPROXY'},
    expected: {
      ...init({args: has('-u 1337 -m TPROXY')}),
      ...proxy({
        env: {ISTIO_META_INTERCEPTION_MODE: 'TPROXY'},
        securityContext: {capabilities: {add: ['NET_ADMIN']}, runAsUser: 0, runAsGroup: 1337, runAsNonRoot: false},
      }),
    },
  },
  {
    name: 'no capture',
    proxyConfig: {interceptionMode: 'NONE'},
    expected: {initContainers: {}, ...proxy({env: {ISTIO_META_INTERCEPTION_MODE: 'NONE'}})},
    absent: [['initContainers', 'istio-init']],
  },
  {
    name: 'no capture with a native sidecar',
    annotations: {'sidecar.istio.io/interceptionMode': 'NONE', 'sidecar.istio.io/nativeSidecar': 'true'},
    expected: {initContainers: {'istio-proxy': {restartPolicy: 'Always'}}, containers: {}},
    absent: [['initContainers', 'istio-init']],
  },
];

/** What is captured, and how the pod is described. */
export const sidecarCases: PodCase[] = [...plain, ...capture].map((one) => ({...one, template: 'sidecar'}));
