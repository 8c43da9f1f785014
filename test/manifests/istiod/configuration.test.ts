// SPDX-License-Identifier: Apache-2.0
import {describe, expect} from 'vitest';
import {type ChartCase, testCharts} from '../chart-case.js';
import {chart, text} from './expected.js';

const configuration: ChartCase[] = [
  {
    name: "the user's mesh configuration lies over the chart's; lists are replaced",
    chart,
    values: {
      meshConfig: {
        rootNamespace: 'root',
        defaultConfig: {tracing: {sampling: 5}},
        defaultProviders: {metrics: ['mine']},
      },
      global: {proxy: {tracer: 'zipkin'}, meshID: 'm1', variant: 'distroless', meshNetworks: {n1: {gateways: []}}},
    },
    expected: {
      'ConfigMap istio': {
        data: {
          mesh: text(
            'rootNamespace: root',
            'meshId: m1',
            'imageType: distroless',
            'address: zipkin.istio-system:9411',
            'sampling: 5',
            /metrics:\n {2}- mine\n/,
          ),
          meshNetworks: text('n1:'),
        },
      },
    },
  },
  ...[
    {tracer: 'datadog', given: {}, parts: ['address: $(HOST_IP):8126']},
    {tracer: 'stackdriver', given: {}, parts: ['debug: false', 'maxNumberOfAttributes: 200']},
    {
      tracer: 'lightstep',
      given: {lightstep: {address: 'a', accessToken: 't'}},
      parts: ['accessToken: t', 'address: a'],
    },
    {tracer: 'openCensusAgent', given: {}, parts: ['tracing: null']},
  ].map(({tracer, given, parts}) => ({
    name: `tracer ${tracer}`,
    chart,
    values: {global: {proxy: {tracer}, tracer: given}},
    expected: {
      'ConfigMap istio': {
        data: {mesh: expect.toSatisfy((mesh: string) => parts.every((part) => mesh.includes(part)))},
      },
    },
  })),
  {
    name: 'a mesh configuration that is taken away',
    chart,
    values: {meshConfig: null},
    expected: {'ConfigMap istio': {data: {mesh: text('rootNamespace: istio-system')}}},
  },
  {
    name: 'what is managed elsewhere',
    chart,
    values: {
      configMap: false,
      global: {omitSidecarInjectorConfigMap: true, operatorManageWebhooks: true, configValidation: false},
      revisionTags: ['t'],
    },
    expected: {
      'ConfigMap istio': undefined,
      'ConfigMap istio-sidecar-injector': undefined,
      'ConfigMap values': {},
      MutatingWebhookConfiguration: undefined,
      ValidatingWebhookConfiguration: undefined,
      'Service istiod-revision-tag-t': {},
    },
  },
  {
    name: 'own injection templates and selectors',
    chart,
    values: {
      sidecarInjectorWebhook: {
        templates: {hello: 'spec: {{ .X }}\n'},
        defaultTemplates: ['sidecar', 'hello'],
        injectedAnnotations: {'a/b': true},
        neverInjectSelector: [{matchLabels: {x: 'y'}}],
      },
    },
    expected: {
      'ConfigMap istio-sidecar-injector': {
        data: {
          config: text(
            '- hello',
            'hello: |',
            'spec: {{ .X }}',
            '"a/b": "true"',
            /neverInjectSelector:\n {2}- matchLabels:/,
          ),
        },
      },
    },
  },
  {
    name: 'what was given and what became of it',
    chart,
    values: {profile: 'preview', meshConfig: {a: '<b>'}},
    expected: {
      'ConfigMap values': {
        data: {
          'original-values': '{\n  "meshConfig": {\n    "a": "\\u003cb\\u003e"\n  },\n  "profile": "preview"\n}',
          'merged-values': text('"ISTIO_META_DNS_CAPTURE": "true"', '"enablePrometheusMerge": true'),
        },
      },
    },
  },
  {
    name: 'settings of gateway classes',
    chart,
    values: {revision: 'r1', gatewayClasses: {istio: {service: {spec: {type: 'ClusterIP'}}}}},
    expected: {
      'ConfigMap istio-r1-gatewayclass-istio': {
        metadata: {labels: {'gateway.istio.io/defaults-for-class': 'istio'}},
        data: {service: 'spec:\n  type: ClusterIP\n'},
      },
    },
  },
];

describe('chart istiod: configuration', () => testCharts(configuration));
