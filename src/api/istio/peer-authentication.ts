// SPDX-License-Identifier: Apache-2.0

import {ageColumn, column, istioKind} from './parts/kind.js';
import {choice, map, message, type Rule} from './parts/schema.js';
import {workloadSelector} from './parts/selector.js';

const mtls = message('Mutual TLS of incoming connections.', {
  mode: choice('Refuse it, accept it, or insist on it; UNSET inherits.', ['UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT']),
});

const PORT_KEYS: Rule = {
  rule: 'self.all(key, 0 < int(key) && int(key) <= 65535)',
  message: 'port must be between 1-65535',
};

const PORTS_NEED_SELECTOR: Rule = {
  rule:
    'has(self.portLevelMtls) ? (((has(self.selector) && has(self.selector.matchLabels)) ? ' +
    'self.selector.matchLabels : {}).size() > 0) : true',
  message: 'portLevelMtls requires selector',
};

export const peerAuthentication = istioKind({
  group: 'security.istio.io',
  kind: 'PeerAuthentication',
  plural: 'peerauthentications',
  shortNames: ['pa'],
  versions: ['v1', 'v1beta1'],
  columns: [column('Mode', '.spec.mtls.mode', 'Mutual TLS of the workloads.'), ageColumn],
  spec: message(
    'Whether workloads take plain text, mutual TLS, or both.',
    {
      selector: workloadSelector,
      mtls,
      portLevelMtls: map('The same for single ports of the workload, by number.', mtls, {min: 1, rules: [PORT_KEYS]}),
    },
    {rules: [PORTS_NEED_SELECTOR]},
  ),
});
