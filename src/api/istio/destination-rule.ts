// SPDX-License-Identifier: Apache-2.0

import {ageColumn, column, istioKind} from './parts/kind.js';
import {list, map, message, text, texts} from './parts/schema.js';
import {workloadSelector} from './parts/selector.js';
import {trafficPolicy} from './parts/traffic-policy.js';

const subset = message(
  'A named part of the endpoints of a service, for example one version.',
  {
    name: text('Name by which routes refer to the subset.'),
    labels: map('Labels that endpoints of the subset have.', text()),
    trafficPolicy: trafficPolicy.describe('Settings for the subset; what they leave out is taken from the rule.'),
  },
  {required: ['name']},
);

export const destinationRule = istioKind({
  group: 'networking.istio.io',
  kind: 'DestinationRule',
  plural: 'destinationrules',
  shortNames: ['dr'],
  versions: ['v1', 'v1alpha3', 'v1beta1'],
  columns: [column('Host', '.spec.host', 'Service that the rule is for.'), ageColumn],
  spec: message(
    'What happens to traffic for a service after routing: load balancing, connections, TLS, subsets.',
    {
      host: text('Service the rule is for; short names are completed with the namespace of the rule.'),
      trafficPolicy,
      subsets: list('Named parts of the service.', subset),
      exportTo: texts('Namespaces that see the rule: `.` for its own, `*` for all.'),
      workloadSelector: workloadSelector.describe('Client pods that use the rule; without it, all in the namespace.'),
    },
    {required: ['host']},
  ),
});
