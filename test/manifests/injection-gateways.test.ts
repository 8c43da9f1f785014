// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {KubeObject} from './helm.js';
import {objectsOf} from './helm.js';
import {hasGo, renderHere, renderWithGo} from './injection.js';
import {type GatewayCase, gatewayInjection, gatewayTemplates, richValues} from './injection-gateways.js';
import {summary, treeIn} from './injection-summary.js';

const KINDS = ['ServiceAccount', 'Deployment', 'Service', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'];

const rich = {
  values: richValues,
  proxyConfig: {proxyMetadata: {A: '1'}},
  data: {
    CompliancePolicy: 'fips-140-2',
    Revision: 'canary',
    KubeVersion: 127,
    InfrastructureLabels: {'topology.istio.io/network': 'other'},
    InfrastructureAnnotations: {
      'gateway.istio.io/agentgatewayImage': 'example.com/mine:2',
      'gateway.istio.io/service-account': 'x',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      note: 'quote " and {{ brace',
    },
    Spec: {addresses: [{type: 'IPAddress', value: '10.0.0.7'}]},
  },
};

const every: GatewayCase[] = gatewayTemplates.flatMap((template) => [{template}, {template, ...rich}]);

async function objects(one: GatewayCase): Promise<Record<string, KubeObject>> {
  const list = objectsOf(renderHere(await gatewayInjection(one)));
  expect(list.map(({kind}) => kind)).toEqual(KINDS);
  return Object.fromEntries(list.map((object) => [object.kind, object]));
}

async function pod(one: GatewayCase) {
  const {Deployment} = await objects(one);
  return summary(treeIn(treeIn(Deployment, 'spec'), 'template'));
}

describe('templates of Gateways', () => {
  test.each(gatewayTemplates)('%s: five objects that belong to the Gateway', async (template) => {
    const made = await objects({template});
    const owner = {kind: 'Gateway', name: 'door', uid: '0d2c7ed5-5f3c-4a55-a5b8-5a2ec6b9a1c1'};
    const names = {
      'gateway.networking.k8s.io/gateway-name': 'door',
      'gateway.networking.k8s.io/gateway-class-name': 'istio',
    };
    for (const object of Object.values(made)) {
      expect(object.metadata).toMatchObject({
        name: 'door-istio',
        namespace: 'edge',
        labels: {team: 'web', ...names},
        ownerReferences: [owner],
      });
    }
    const selector = {'gateway.networking.k8s.io/gateway-name': 'door'};
    expect(made).toMatchObject({
      Deployment: {spec: {selector: {matchLabels: selector}}},
      Service: {
        spec: {
          type: 'LoadBalancer',
          ipFamilyPolicy: 'PreferDualStack',
          selector,
          ports: [
            {name: 'status-port', port: 15021, protocol: 'TCP'},
            {name: 'http', port: 80, protocol: 'TCP', appProtocol: 'http'},
          ],
        },
      },
      HorizontalPodAutoscaler: {spec: {maxReplicas: 1, scaleTargetRef: {kind: 'Deployment', name: 'door-istio'}}},
      PodDisruptionBudget: {spec: {selector: {matchLabels: selector}}},
    });
    expect(made['Service']?.['spec']).not.toHaveProperty('loadBalancerIP');
  });

  test.each(gatewayTemplates)('%s: pods that no injector touches', async (template) => {
    expect(await pod({template})).toMatchObject({
      labels: {
        'sidecar.istio.io/inject': 'false',
        'service.istio.io/canonical-name': 'door-istio',
        'service.istio.io/canonical-revision': 'latest',
        'gateway.istio.io/managed': expect.stringMatching(/^istio\.io-/),
      },
      annotations: {'istio.io/rev': 'default', 'prometheus.io/port': '15020', 'prometheus.io/scrape': 'true'},
      serviceAccountName: 'door-istio',
      volumes: {'istio-token': {}, 'istiod-ca-cert': {configMap: {name: 'istio-ca-root-cert'}}},
    });
  });

  test.each(gatewayTemplates)('%s: values and infrastructure', async (template) => {
    const made = await objects({template, ...rich});
    expect(made).toMatchObject({
      Deployment: {metadata: {annotations: {note: 'quote " and {{ brace'}}},
      Service: {spec: {loadBalancerIP: '10.0.0.7'}},
    });
    expect(Object.keys(made['Deployment']?.metadata.annotations ?? {})).toEqual([
      'gateway.istio.io/agentgatewayImage',
      'note',
    ]);
    const ownsAccount = 'ownerReferences' in (made['ServiceAccount']?.metadata ?? {});
    expect(ownsAccount, 'before 1.28 only agentgateway owns its service account').toBe(template === 'agentgateway');
    expect(await pod({template, ...rich})).toMatchObject({
      annotations: {'istio.io/rev': 'canary'},
      imagePullSecrets: [{name: 'key'}],
    });
  });

  test('the container of kube-gateway', async () => {
    const probe = {httpGet: {path: '/healthz/ready', port: 15021}};
    expect(await pod({template: 'kube-gateway', ...rich})).toMatchObject({
      labels: {'gateway.istio.io/managed': 'istio.io-gateway-controller'},
      securityContext: {fsGroup: 5},
      containers: {
        'istio-proxy': {
          image: 'example.com/p:3',
          args: expect.stringMatching(/^proxy router .*--stsPort=15463 --log_as_json --outlierLogPath=\/dev\/stdout$/),
          env: {
            A: '1',
            CA_ADDR: 'istiod-canary.istio-system.svc:15012',
            COMPLIANCE_POLICY: 'fips-140-2',
            ISTIO_META_CLUSTER_ID: 'c',
            ISTIO_META_POD_PORTS: '[]',
            ISTIO_META_REQUESTED_NETWORK_VIEW: 'other',
            ISTIO_META_OWNER: 'kubernetes://apis/apps/v1/namespaces/edge/deployments/door-istio',
          },
          lifecycle: {preStop: {sleep: {seconds: 1}}},
          resources: {requests: {cpu: '3m'}},
          securityContext: {runAsUser: 1000, runAsGroup: 2000, seccompProfile: {type: 'RuntimeDefault'}},
          startupProbe: {...probe, failureThreshold: 30, periodSeconds: 1},
          readinessProbe: {...probe, failureThreshold: 4, periodSeconds: 15},
        },
      },
    });
  });

  test('the container of a waypoint', async () => {
    const plain = await pod({template: 'waypoint'});
    expect(plain).toMatchObject({
      labels: {'istio.io/dataplane-mode': 'none', 'gateway.istio.io/managed': 'istio.io-mesh-controller'},
      containers: {
        'istio-proxy': {
          args: expect.stringContaining(
            'proxy waypoint --domain $(POD_NAMESPACE).svc.cluster.local --serviceCluster door-istio.$(POD_NAMESPACE)',
          ),
          env: {ISTIO_META_CLUSTER_ID: 'home', PROXY_CONFIG: '{"discoveryAddress":"istiod.mesh.svc:15012"}\n'},
          securityContext: {runAsUser: 1337, runAsGroup: 1337, runAsNonRoot: true},
        },
      },
      volumes: {'go-proxy-envoy': {}, 'go-proxy-data': {}},
    });
    const changed = await pod({template: 'waypoint', ...rich});
    expect(changed).toMatchObject({
      nodeSelector: {disk: 'ssd'},
      tolerations: [{key: 'b'}],
      topologySpreadConstraints: [{topologyKey: 'zone'}],
      affinity: {nodeAffinity: {}},
      containers: {'istio-proxy': {resources: {limits: {memory: '2Gi'}}}},
    });
    expect(changed).not.toHaveProperty(['containers', 'istio-proxy', 'securityContext', 'runAsUser']);
    const {Service} = await objects({template: 'waypoint'});
    expect(Service?.metadata.annotations).toEqual({'networking.istio.io/traffic-distribution': 'PreferClose'});
  });

  test('the container of agentgateway', async () => {
    const plain = await pod({template: 'agentgateway'});
    expect(plain).toMatchObject({
      containers: {
        agentgateway: {
          image: 'example.org/agentgateway:1',
          args: '--config {}',
          env: {GATEWAY: 'door', XDS_ADDRESS: 'istiod.mesh.svc:15012', CA_ADDRESS: 'istiod.istio-system.svc:15012'},
          securityContext: {runAsUser: 10101, runAsGroup: 10101},
        },
      },
    });
    const changed = await pod({template: 'agentgateway', ...rich});
    expect(changed).toMatchObject({containers: {agentgateway: {image: 'example.com/mine:2', env: {NETWORK: 'n'}}}});
  });

  test.skipIf(!hasGo)('are executed by Go as by our engine', async () => {
    const injections = await Promise.all(every.map(gatewayInjection));
    expect(injections.map(renderHere)).toEqual(renderWithGo(injections));
  });
});
