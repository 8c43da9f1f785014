// SPDX-License-Identifier: Apache-2.0
import type {Tree} from '../../src/manifest/input/tree.js';
import {type Injection, injectorConfig} from './injection.js';

/** A Gateway, and what steers the objects that istiod makes for it. */
export interface GatewayCase {
  template: 'kube-gateway' | 'waypoint' | 'agentgateway';
  /** Of the istiod chart. */
  values?: Record<string, unknown>;
  proxyConfig?: Tree;
  /** Data of istiod that differ from those below, by the names of templates. */
  data?: Record<string, unknown>;
}

const controllers = {
  'kube-gateway': 'istio.io-gateway-controller',
  waypoint: 'istio.io-mesh-controller',
  agentgateway: 'istio.io-agentgateway-controller',
};

/** With a listener for HTTP and one for TLS, in the namespace `edge`. */
export async function gatewayInjection({template, values, proxyConfig, data}: GatewayCase): Promise<Injection> {
  const config = await injectorConfig(values ?? {});
  return {
    template: config.templates[template] ?? '',
    proxyConfig: {discoveryAddress: 'istiod.mesh.svc:15012', ...proxyConfig},
    meshConfig: {trustDomain: 'example.org'},
    data: {
      Name: 'door',
      Namespace: 'edge',
      UID: '0d2c7ed5-5f3c-4a55-a5b8-5a2ec6b9a1c1',
      Spec: {gatewayClassName: 'istio', listeners: []},
      ServiceAccount: 'door-istio',
      DeploymentName: 'door-istio',
      InfrastructureLabels: {team: 'web'},
      InfrastructureAnnotations: {},
      GatewayClass: 'istio',
      ControllerLabel: controllers[template],
      GatewayNameLabel: 'gateway.networking.k8s.io/gateway-name',
      Ports: [
        {name: 'status-port', port: 15021, protocol: 'TCP'},
        {name: 'http', port: 80, protocol: 'TCP', appProtocol: 'http'},
      ],
      ServiceType: 'LoadBalancer',
      KubeVersion: 133,
      ClusterID: 'home',
      AgentgatewayImage: 'example.org/agentgateway:1',
      Values: config.values,
      Revision: '',
      ProxyImage: 'example.org/proxyv2:1',
      ProxyUID: 1000,
      ProxyGID: 2000,
      CompliancePolicy: '',
      ...data,
    },
  };
}

/** With everything that the values can add. */
export const richValues = {
  revision: 'canary',
  gateways: {seccompProfile: {type: 'RuntimeDefault'}, securityContext: {fsGroup: 5}},
  global: {
    imagePullPolicy: 'Always',
    imagePullSecrets: ['key'],
    logAsJson: true,
    meshID: 'm',
    network: 'n',
    multiCluster: {clusterName: 'c'},
    platform: 'openshift',
    sts: {servicePort: 15463},
    proxy: {
      image: 'example.com/p:3',
      lifecycle: {preStop: {sleep: {seconds: 1}}},
      outlierLogPath: '/dev/stdout',
      resources: {limits: null, requests: {cpu: '3m'}},
    },
    waypoint: {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{matchExpressions: [{key: 'a', operator: 'Exists'}]}],
          },
        },
      },
      nodeSelector: {disk: 'ssd'},
      resources: {limits: {memory: '2Gi'}},
      tolerations: [{key: 'b', operator: 'Exists'}],
      topologySpreadConstraints: [{maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway'}],
    },
  },
};

export const gatewayTemplates = ['kube-gateway', 'waypoint', 'agentgateway'] as const;
