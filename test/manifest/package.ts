// SPDX-License-Identifier: Apache-2.0
import {packageInMemory} from '../../src/io/manifests.js';
import {CUT_OUT, type PackageSource} from '../../src/manifest/package-source.js';

type Files = Record<string, string>;

function chart(name: string, templates: Files): Files {
  return {
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
    'values.yaml': '{}',
    ...Object.fromEntries(Object.entries(templates).map(([file, text]) => [`templates/${file}`, text])),
  };
}

const WORKLOAD = `apiVersion: apps/v1
kind: KIND
metadata:
  name: NAME
  namespace: {{ .Release.Namespace }}
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: CONTAINER
        image: {{ .Values.global.hub }}/x:{{ .Values.global.tag }}
        args: [a, 30m]
        env: [{name: A, value: "1"}]
      tolerations: [{key: old}]
`;

function workload(kind: string, name: string, container: string): string {
  return WORKLOAD.replace('KIND', kind).replace('NAME', name).replace('CONTAINER', container);
}

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: NAME
spec:
  ports: [{port: 80, name: http}]
`;

const VALUES = `apiVersion: v1
kind: ConfigMap
metadata:
  name: values
data:
  values: {{ toJson .Values | quote }}
`;

function gateway(values: string): Files {
  const name = `{{ (index .Values.gateways "${values}").name | quote }}`;
  return chart(values, {'deployment.yaml': workload('Deployment', name, 'istio-proxy')});
}

/** A package of charts that are as small as can be. */
export function smallPackage(): PackageSource {
  const charts: Record<string, Files> = {
    base: chart('base', {
      'crds.yaml': `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: x.example.io\nspec:\n  ${CUT_OUT}: x.example.io\n`,
      'empty.yaml': '---\n# nothing\n---\nnokind: true\n',
    }),
    'istio-control/istio-discovery': chart('istiod', {
      'deployment.yaml': workload('Deployment', 'istiod{{ with .Values.revision }}-{{ . }}{{ end }}', 'discovery'),
      'budget.yaml':
        'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: istiod\nspec:\n  minAvailable: 1\n',
      'service.yaml': SERVICE.replace('NAME', 'istiod'),
      'values.yaml': VALUES,
      'NOTES.txt': 'Hello.\nWARNING: be careful\n{{ if .Values.broken }}{{ fail "no" }}{{ end }}',
    }),
    'gateways/istio-ingress': gateway('istio-ingressgateway'),
    'gateways/istio-egress': gateway('istio-egressgateway'),
    'istio-cni': chart('cni', {'daemonset.yaml': workload('DaemonSet', 'istio-cni-node', 'install-cni')}),
    ztunnel: chart('ztunnel', {'values.yaml': VALUES}),
  };
  const profiles: Record<string, string> = {
    default: `# The default.
kind: IstioOperator
metadata: {namespace: istio-system}
spec:
  hub: profile-hub
  components:
    ingressGateways: [{name: istio-ingressgateway, enabled: true}]
    egressGateways: [{name: istio-egressgateway, enabled: false}]
  values:
    global: {istioNamespace: istio-system}
    gateways: {istio-ingressgateway: {}, istio-egressgateway: {}}
    ztunnel: {resourceName: ztunnel}
`,
    ambient: 'spec: {components: {cni: {enabled: true}, ztunnel: {enabled: true}}, values: {profile: ambient}}\n',
    empty: 'spec: {components: {base: {enabled: false}, pilot: {enabled: false}, ingressGateways: []}}\n',
  };
  return packageInMemory({charts, profiles, crds: {'x.example.io': 'spec:\n  group: example.io\n'}});
}
