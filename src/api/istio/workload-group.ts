// SPDX-License-Identifier: Apache-2.0

import {ageColumn, istioKind} from './parts/kind.js';
import {int32, list, map, message, port, text, texts} from './parts/schema.js';
import {workloadTemplate} from './workload-entry.js';

const httpGet = message(
  'Ask by HTTP; 2xx and 3xx are healthy.',
  {
    path: text('Path to ask for.'),
    port: port('Port to ask on.'),
    host: text('Host to ask; the workload itself where left out.'),
    scheme: text('HTTP or HTTPS.', {
      rules: [{rule: 'self in ["", "HTTP", "HTTPS"]', message: 'scheme must be one of [HTTP, HTTPS]'}],
    }),
    httpHeaders: list(
      'Headers to send.',
      message('A header.', {
        name: text('Name of the header.', {pattern: '^[-_A-Za-z0-9]+$'}),
        value: text('Value of the header.'),
      }),
    ),
  },
  {required: ['port']},
);

const tcpSocket = message(
  'Open a TCP connection; it is healthy if that works.',
  {host: text('Host to connect to; the workload itself where left out.'), port: port('Port to connect to.')},
  {required: ['port']},
);

const exec = message(
  'Run a command; exit code 0 is healthy.',
  {command: texts('The command and its arguments; no shell is involved.', {item: {min: 1}})},
  {required: ['command']},
);

const grpc = message('Ask the gRPC health service.', {
  port: port('Port to ask on.'),
  service: text('Name of the service to ask about.'),
});

const probe = message(
  'How the agent tells whether the workload is ready.',
  {
    initialDelaySeconds: int32('Seconds from start to the first probe.', {min: 0}),
    timeoutSeconds: int32('Seconds after which a probe has failed.', {min: 0}),
    periodSeconds: int32('Seconds between two probes.', {min: 0}),
    successThreshold: int32('Successes in a row after which it counts as ready.', {min: 0}),
    failureThreshold: int32('Failures in a row after which it counts as not ready.', {min: 0}),
    httpGet,
    tcpSocket,
    exec,
    grpc,
  },
  {oneOf: [['httpGet', 'tcpSocket', 'exec', 'grpc']]},
);

export const workloadGroup = istioKind({
  group: 'networking.istio.io',
  kind: 'WorkloadGroup',
  plural: 'workloadgroups',
  shortNames: ['wg'],
  versions: ['v1', 'v1alpha3', 'v1beta1'],
  columns: [ageColumn],
  specRequired: true,
  spec: message(
    'Workloads outside Kubernetes that are alike; each gets a WorkloadEntry when it joins.',
    {
      metadata: message('What the metadata of the WorkloadEntries holds.', {
        labels: map('Labels of each entry.', text(), {max: 256}),
        annotations: map('Annotations of each entry.', text(), {max: 256}),
      }),
      template: workloadTemplate,
      probe,
    },
    {required: ['template']},
  ),
});
