// SPDX-License-Identifier: Apache-2.0
import {describe, expect} from 'vitest';
import {type ChartCase, testCharts} from '../chart-case.js';

/** The node agent's container with these fields among others. */
function agent(fields: object): object {
  return {spec: {template: {spec: {containers: [expect.objectContaining(fields)]}}}};
}

/** The node agent's pod with this volume among others. */
function hostPath(name: string, path: string): object {
  const volume = expect.objectContaining({name, hostPath: expect.objectContaining({path})});
  return {spec: {template: {spec: {volumes: expect.arrayContaining([volume])}}}};
}

const chart = 'istio-cni';

const agentCases: ChartCase[] = [
  {
    name: 'the defaults',
    chart,
    values: {},
    expected: {
      DaemonSet: agent({image: 'registry.istio.io/release/install-cni:1.30.3', args: ['--log_output_level=info']}),
      ConfigMap: {data: {AMBIENT_ENABLED: 'false', EXCLUDE_NAMESPACES: 'kube-system', REPAIR_ENABLED: 'true'}},
      'ClusterRole istio-cni-ambient': undefined,
      'ClusterRole istio-cni-repair-role': {},
      NetworkAttachmentDefinition: undefined,
      ResourceQuota: undefined,
    },
  },
  {
    name: 'values below cni win over those at the root',
    chart,
    values: {
      tag: 'a',
      cni: {tag: 'b', logging: {level: 'debug'}, excludeNamespaces: ['x', 'y']},
      logging: {level: 'warn'},
    },
    expected: {
      DaemonSet: agent({image: 'registry.istio.io/release/install-cni:b', args: ['--log_output_level=debug']}),
      ConfigMap: {data: {CURRENT_AGENT_VERSION: 'b', EXCLUDE_NAMESPACES: 'x,y'}},
    },
  },
  {
    name: 'settings reach the agent under their names',
    chart,
    values: {env: {N: 1, ON: 'a: b'}, global: {nativeNftables: true}, istioOwnedCNIConfig: true},
    expected: {
      ConfigMap: {data: {N: '1', ON: 'a: b', NATIVE_NFTABLES: 'true', ISTIO_OWNED_CNI_CONFIG: 'true'}},
      DaemonSet: agent({
        env: expect.arrayContaining([
          {name: 'N', value: '1'},
          {name: 'ON', value: 'a: b'},
        ]),
      }),
    },
  },
  {
    name: 'the network of the node, for ambient pods only',
    chart,
    values: {profile: 'ambient', compatibilityVersion: '1.25'},
    expected: {
      DaemonSet: {spec: {template: {spec: {hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet'}}}},
      ConfigMap: {data: {AMBIENT_ENABLED: 'true', AMBIENT_RECONCILE_POD_RULES_ON_STARTUP: 'false'}},
    },
  },
  {
    name: 'AppArmor by field, and what the node asks for',
    chart,
    values: {useAppArmorAnnotation: false, seccompProfile: {type: 'RuntimeDefault'}, seLinuxOptions: {level: 's0'}},
    expected: {
      DaemonSet: agent({
        securityContext: expect.objectContaining({
          appArmorProfile: {type: 'Unconfined'},
          seccompProfile: {type: 'RuntimeDefault'},
          seLinuxOptions: {level: 's0', type: 'spc_t'},
        }),
      }),
    },
  },
  {
    name: 'resources of last resort',
    chart,
    values: {resources: null, global: {defaultResources: {requests: {cpu: '1m', memory: null}}}},
    expected: {DaemonSet: agent({resources: {requests: {cpu: '1m'}}})},
  },
];

const repair: ChartCase[] = [
  {
    name: 'labelling needs the status of pods',
    chart,
    values: {repair: {repairPods: false, labelPods: true}},
    expected: {
      'ClusterRole istio-cni-repair-role': {rules: [{}, {}, {resources: ['pods/status'], verbs: ['patch', 'update']}]},
    },
  },
  {
    name: 'deleting wins over labelling',
    chart,
    values: {repair: {repairPods: false, labelPods: true, deletePods: true}},
    expected: {'ClusterRole istio-cni-repair-role': {rules: [{}, {}, {resources: ['pods'], verbs: ['delete']}]}},
  },
  {
    name: 'repairing wins over both',
    chart,
    values: {repair: {labelPods: true, deletePods: true}},
    expected: {'ClusterRole istio-cni-repair-role': {rules: [{}, {}]}},
  },
  {
    name: 'none',
    chart,
    values: {repair: {enabled: false}},
    expected: {
      'ClusterRole istio-cni-repair-role': undefined,
      'ClusterRoleBinding istio-cni-repair-rolebinding': undefined,
    },
  },
];

const platforms: ChartCase[] = [
  {
    name: 'GKE, by the version of the server',
    chart,
    values: {global: {platform: 'gke'}},
    kubeVersion: 'v1.32.1-gke.100',
    withoutHelm: 'its --kube-version drops what stands behind the number; from a server it keeps it',
    expected: {
      DaemonSet: hostPath('cni-bin-dir', '/home/kubernetes/bin'),
      ResourceQuota: {spec: {hard: {pods: '5000'}}},
    },
  },
  {
    name: 'GKE, where the server does not say so',
    chart,
    values: {global: {platform: 'gke'}},
    expected: {DaemonSet: hostPath('cni-bin-dir', '/opt/cni/bin')},
  },
  {
    name: 'OpenShift',
    chart,
    values: {platform: 'openshift'},
    namespace: 'kube-system',
    expected: {
      NetworkAttachmentDefinition: {metadata: {namespace: 'default'}},
      'ClusterRole istio-cni': {rules: [{}, {apiGroups: ['security.openshift.io']}]},
      ConfigMap: {data: {CHAINED_CNI_PLUGIN: 'false', CNI_CONF_NAME: 'istio-cni.conf'}},
    },
  },
];

const scopes: ChartCase[] = [
  {
    name: 'only what has no namespace',
    chart,
    values: {global: {resourceScope: 'cluster'}, cni: {provider: 'multus', resourceQuotas: {enabled: true}}},
    expected: {
      'ClusterRole istio-cni': {},
      DaemonSet: undefined,
      ConfigMap: undefined,
      ServiceAccount: undefined,
      ResourceQuota: undefined,
      NetworkAttachmentDefinition: undefined,
    },
  },
  {
    name: 'only what has one',
    chart,
    values: {global: {resourceScope: 'namespace', networkPolicy: {enabled: true}}, revision: 'r1'},
    expected: {ClusterRole: undefined, ClusterRoleBinding: undefined, DaemonSet: {}, 'NetworkPolicy istio-cni-r1': {}},
  },
];

describe('agent', () => testCharts(agentCases));
describe('repair', () => testCharts(repair));
describe('platforms', () => testCharts(platforms));
describe('scopes', () => testCharts(scopes));
