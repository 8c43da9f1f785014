// SPDX-License-Identifier: Apache-2.0

import {ageColumn, column, istioKind} from './parts/kind.js';
import {map, message, port, type Rule, text, uint32} from './parts/schema.js';

const HAS_ADDRESS: Rule = {rule: 'has(self.address) || has(self.network)', message: 'Address is required'};

const NO_PORTS_ON_SOCKET: Rule = {
  rule: '(has(self.address) ? self.address : "").startsWith("unix://") ? !has(self.ports) : true',
  message: 'UDS may not include ports',
};

const SOCKET_PATH: readonly Rule[] = [
  {
    rule: 'self.startsWith("unix://") ? (self.substring(7, 8) == "/" || self.substring(7, 8) == "@") : true',
    message: 'UDS must be an absolute path or abstract socket',
  },
  {rule: 'self.startsWith("unix://") ? !self.endsWith("/") : true', message: 'UDS may not be a dir'},
];

const PORT_NAMES: Rule = {
  rule: 'self.all(key, size(key) < 63 && key.matches("^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$"))',
  message: 'port name must be valid',
};

const fields = {
  address: text('IP address, DNS name or Unix socket (`unix:///path`).', {max: 256, rules: SOCKET_PATH}),
  ports: map('Port of the workload for each named service port.', port(), {max: 128, rules: [PORT_NAMES]}),
  labels: map('Labels of the workload.', text(), {max: 256}),
  network: text('Network the workload is on; workloads of one network reach each other directly.', {max: 2048}),
  locality: text('Where it runs, as `region/zone/sub-zone`.', {max: 2048}),
  weight: uint32('Share of the traffic relative to the other endpoints.'),
  serviceAccount: text('Service account it runs as, in the namespace of the resource.', {max: 253}),
};

/** A workload outside Kubernetes: a resource of its own, and an endpoint of a ServiceEntry. */
export const workloadEndpoint = message('An endpoint of the service.', fields, {
  rules: [HAS_ADDRESS, NO_PORTS_ON_SOCKET],
});

/** The same without an address, which each workload of a group brings itself. */
export const workloadTemplate = message('What the WorkloadEntries of the group have in common.', fields, {
  rules: [NO_PORTS_ON_SOCKET],
});

export const workloadEntry = istioKind({
  group: 'networking.istio.io',
  kind: 'WorkloadEntry',
  plural: 'workloadentries',
  shortNames: ['we'],
  versions: ['v1', 'v1alpha3', 'v1beta1'],
  columns: [ageColumn, column('Address', '.spec.address', 'Address of the workload.')],
  specRequired: true,
  spec: workloadEndpoint.describe('One workload outside Kubernetes, such as a virtual machine.'),
});
