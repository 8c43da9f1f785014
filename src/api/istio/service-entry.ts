// SPDX-License-Identifier: Apache-2.0

import {ageColumn, column, istioKind} from './parts/kind.js';
import {choice, list, message, port, type Rule, text, texts} from './parts/schema.js';
import {labelSelector} from './parts/selector.js';
import {workloadEndpoint} from './workload-entry.js';

const servicePort = message(
  'A port of the service.',
  {
    number: port('Port number.'),
    protocol: text('HTTP, HTTPS, HTTP2, GRPC, MONGO, TCP or TLS.', {max: 256}),
    name: text('Name of the port; unique in the service.', {max: 256}),
    targetPort: port('Port of the endpoints, if it differs.'),
  },
  {required: ['number', 'name']},
);

const UNIQUE_NUMBERS: Rule = {
  rule: 'self.all(l1, self.exists_one(l2, l1.number == l2.number))',
  message: 'port number cannot be duplicated',
};

const RULES: readonly Rule[] = [
  {
    rule: '(has(self.workloadSelector) ? 1 : 0) + (has(self.endpoints) ? 1 : 0) <= 1',
    message: 'only one of WorkloadSelector or Endpoints can be set',
  },
  {
    rule:
      '!((has(self.addresses) ? self.addresses : []).exists(k, k.contains("/")) && ' +
      '!((has(self.resolution) ? self.resolution : "NONE") in ["STATIC", "NONE"]))',
    message: 'CIDR addresses are allowed only for NONE/STATIC resolution types',
  },
  {
    rule: '((has(self.resolution) ? self.resolution : "NONE") == "NONE") ? !has(self.endpoints) : true',
    message: 'NONE mode cannot set endpoints',
  },
  {
    rule:
      '((has(self.resolution) ? self.resolution : "") == "DNS_ROUND_ROBIN") ? ' +
      '((has(self.endpoints) ? self.endpoints : []).size() <= 1) : true',
    message: 'DNS_ROUND_ROBIN mode cannot have multiple endpoints',
  },
];

export const serviceEntry = istioKind({
  group: 'networking.istio.io',
  kind: 'ServiceEntry',
  plural: 'serviceentries',
  shortNames: ['se'],
  versions: ['v1', 'v1alpha3', 'v1beta1'],
  columns: [
    column('Hosts', '.spec.hosts', 'Hosts of the service.'),
    column('Location', '.spec.location', 'Whether the service is in the mesh (MESH_INTERNAL) or not.'),
    column('Resolution', '.spec.resolution', 'How the addresses of the service are found.'),
    ageColumn,
  ],
  specRequired: true,
  spec: message(
    'A service that the registry would not know otherwise.',
    {
      hosts: texts('DNS names of the service; `*.suffix` is allowed.', {
        min: 1,
        max: 256,
        item: {rules: [{rule: 'self != "*"', message: 'hostname cannot be wildcard'}]},
      }),
      addresses: texts('Virtual addresses or CIDR blocks of the service.', {max: 256, item: {max: 64}}),
      ports: list('Ports of the service.', servicePort, {max: 256, keys: ['name'], rules: [UNIQUE_NUMBERS]}),
      location: choice('Whether the service is outside the mesh or part of it.', ['MESH_EXTERNAL', 'MESH_INTERNAL']),
      resolution: choice('How proxies find the endpoints.', [
        'NONE',
        'STATIC',
        'DNS',
        'DNS_ROUND_ROBIN',
        'DYNAMIC_DNS',
      ]),
      endpoints: list('The endpoints, one by one.', workloadEndpoint, {max: 4096}),
      workloadSelector: labelSelector.describe('Pods and WorkloadEntries that are the endpoints.'),
      exportTo: texts('Namespaces that see the service: `.` for its own, `*` for all.'),
      subjectAltNames: texts('Certificates of the endpoints must carry one of these names.'),
    },
    {required: ['hosts'], rules: RULES},
  ),
});
