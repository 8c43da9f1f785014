// SPDX-License-Identifier: Apache-2.0
import {describe, expect} from 'vitest';
import {type ChartCase, testCharts} from '../chart-case.js';

function proxy(fields: object): object {
  return {spec: {template: {spec: {containers: [expect.objectContaining(fields)]}}}};
}

function env(...entries: readonly object[]): object {
  return proxy({env: expect.arrayContaining([...entries])});
}

const chart = 'ztunnel';

const cases: ChartCase[] = [
  {
    name: 'the defaults',
    chart,
    values: {},
    expected: {
      'DaemonSet ztunnel': {
        ...proxy({image: 'registry.istio.io/release/ztunnel:1.30.3'}),
        metadata: {annotations: {}},
      },
      'ServiceAccount ztunnel': {},
      ClusterRole: undefined,
      ResourceQuota: undefined,
      NetworkPolicy: undefined,
    },
  },
  {
    name: 'global values count as if they stood at the root, and the root wins',
    chart,
    values: {
      variant: 'debug',
      global: {hub: 'example.io', tag: 'x', variant: 'distroless', network: 'n1', multiCluster: {clusterName: 'c1'}},
    },
    expected: {
      DaemonSet: {
        ...proxy({
          image: 'example.io/ztunnel:x-debug',
          env: expect.arrayContaining([
            {name: 'NETWORK', value: 'n1'},
            {name: 'ISTIO_META_CLUSTER_ID', value: 'c1'},
          ]),
        }),
      },
    },
  },
  {
    name: 'the control plane of a revision elsewhere',
    chart,
    values: {revision: 'r1', istioNamespace: 'mesh', caAddress: 'ca.example:443', annotations: {a: 'b'}},
    expected: {
      DaemonSet: {
        ...env({name: 'CA_ADDRESS', value: 'ca.example:443'}, {name: 'XDS_ADDRESS', value: 'istiod-r1.mesh.svc:15012'}),
        metadata: {annotations: {a: 'b', 'istio.io/rev': 'r1'}},
      },
      ServiceAccount: {metadata: {annotations: {a: 'b', 'istio.io/rev': 'r1'}}},
    },
  },
  {
    name: 'a name of its own, on OpenShift',
    chart,
    values: {resourceName: 'zt', platform: 'openshift', resourceQuotas: {enabled: true, pods: 7}},
    expected: {
      'DaemonSet zt': proxy({securityContext: expect.objectContaining({seLinuxOptions: {type: 'spc_t'}})}),
      'ClusterRole zt': {metadata: {labels: {release: 'zt', app: 'ztunnel'}}},
      'ClusterRoleBinding zt': {subjects: [{name: 'zt', namespace: 'istio-system'}]},
      'ResourceQuota zt': {spec: {hard: {pods: '7'}}},
    },
  },
  {
    name: 'revocation lists, further volumes and environment',
    chart,
    values: {
      peerCaCrl: {enabled: true},
      volumes: [{name: 'v', emptyDir: {}}],
      volumeMounts: [{name: 'v', mountPath: '/v'}],
      env: {N: 'no'},
      meshConfig: {defaultConfig: {proxyMetadata: {P: 1}}},
    },
    expected: {
      DaemonSet: {
        spec: {
          template: {
            spec: {
              volumes: expect.arrayContaining([
                {name: 'v', emptyDir: {}},
                {name: 'crl-volume', configMap: {name: 'istio-ca-crl', optional: true}},
              ]),
              containers: [
                expect.objectContaining({
                  env: expect.arrayContaining([
                    {name: 'N', value: 'no'},
                    {name: 'P', value: '1'},
                    {name: 'CRL_PATH', value: '/var/run/secrets/istio/crl/ca-crl.pem'},
                  ]),
                  volumeMounts: expect.arrayContaining([{name: 'v', mountPath: '/v'}]),
                }),
              ],
            },
          },
        },
      },
    },
  },
  {
    name: 'DNS, nodes and affinity as a pod has them',
    chart,
    values: {
      dnsPolicy: 'None',
      dnsConfig: {nameservers: ['10.0.0.10']},
      nodeSelector: {disk: 'ssd'},
      affinity: {podAffinity: {}},
      terminationGracePeriodSeconds: 0,
    },
    expected: {
      DaemonSet: {
        spec: {
          template: {
            spec: {
              dnsPolicy: 'None',
              dnsConfig: {nameservers: ['10.0.0.10']},
              nodeSelector: {disk: 'ssd', 'kubernetes.io/os': 'linux'},
              affinity: {podAffinity: {}},
              terminationGracePeriodSeconds: 0,
            },
          },
        },
      },
    },
  },
  {
    name: 'the root certificate as a trust bundle of the cluster',
    chart,
    values: {pilot: {env: {ENABLE_CLUSTER_TRUST_BUNDLE_API: 'true'}}},
    expected: {
      DaemonSet: {
        spec: {
          template: {
            spec: {
              volumes: expect.arrayContaining([
                {
                  name: 'istiod-ca-cert',
                  projected: {
                    sources: [{clusterTrustBundle: {name: 'istio.io:istiod-ca:root-cert', path: 'root-cert.pem'}}],
                  },
                },
              ]),
            },
          },
        },
      },
    },
  },
  {
    name: 'scope and network policy from global',
    chart,
    values: {global: {resourceScope: 'cluster', platform: 'openshift', networkPolicy: {enabled: true}}, revision: 'r1'},
    expected: {DaemonSet: undefined, ServiceAccount: undefined, ClusterRole: {}, 'NetworkPolicy ztunnel-r1': {}},
  },
];

describe('ztunnel', () => testCharts(cases));
