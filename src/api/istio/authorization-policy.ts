// SPDX-License-Identifier: Apache-2.0

import {ageColumn, column, istioKind} from './parts/kind.js';
import {choice, list, message, type Rule, text, texts} from './parts/schema.js';
import {ONE_ATTACHMENT, policyAttachment} from './parts/selector.js';

const SERVICE_ACCOUNTS_ALONE: Rule = {
  rule:
    '(has(self.serviceAccounts) || has(self.notServiceAccounts)) ? (!has(self.principals) &&\n' +
    '!has(self.notPrincipals) && !has(self.namespaces) && !has(self.notNamespaces)) : true',
  message: 'Cannot set serviceAccounts with namespaces or principals',
};

const serviceAccounts = (description: string) => texts(description, {max: 16, item: {max: 320}});

/** A `*` at the start or end of a value stands for anything; `not…` fields exclude. */
const source = message(
  'Who asks; all fields must hold, any value of a field will do.',
  {
    principals: texts('Identities from the peer certificate, `domain/ns/namespace/sa/account`.'),
    notPrincipals: texts('Identities that are excluded.'),
    requestPrincipals: texts('Identities from the JWT, `issuer/subject`.'),
    notRequestPrincipals: texts('JWT identities that are excluded.'),
    namespaces: texts('Namespaces from the peer certificate.'),
    notNamespaces: texts('Namespaces that are excluded.'),
    serviceAccounts: serviceAccounts('Service accounts, `namespace/account` or just `account`.'),
    notServiceAccounts: serviceAccounts('Service accounts that are excluded.'),
    trustDomains: texts('Trust domains from the peer certificate.'),
    notTrustDomains: texts('Trust domains that are excluded.'),
    ipBlocks: texts('Addresses or CIDR blocks of the connection.'),
    notIpBlocks: texts('Addresses that are excluded.'),
    remoteIpBlocks: texts('Addresses or CIDR blocks of the original client (X-Forwarded-For, PROXY protocol).'),
    notRemoteIpBlocks: texts('Original addresses that are excluded.'),
  },
  {rules: [SERVICE_ACCOUNTS_ALONE]},
);

const operation = message('What is asked; all fields must hold, any value of a field will do.', {
  hosts: texts('Hosts of the request.'),
  notHosts: texts('Hosts that are excluded.'),
  ports: texts('Ports of the workload.'),
  notPorts: texts('Ports that are excluded.'),
  methods: texts('HTTP methods.'),
  notMethods: texts('Methods that are excluded.'),
  paths: texts('Paths of the request; templates with `{*}` and `{**}` are allowed.'),
  notPaths: texts('Paths that are excluded.'),
});

const condition = message(
  'A test of an attribute.',
  {
    key: text('Name of the attribute, such as `request.headers[x-token]`.'),
    values: texts('Values that pass.'),
    notValues: texts('Values that do not.'),
  },
  {required: ['key']},
);

const rule = message('A request matches if all parts that are given match.', {
  from: list('Sources; one of them must match.', message('One source.', {source}), {max: 512}),
  to: list('Operations; one of them must match.', message('One operation.', {operation})),
  when: list('Conditions; all must hold.', condition),
});

export const authorizationPolicy = istioKind({
  group: 'security.istio.io',
  kind: 'AuthorizationPolicy',
  plural: 'authorizationpolicies',
  shortNames: ['ap'],
  versions: ['v1', 'v1beta1'],
  columns: [column('Action', '.spec.action', 'What the policy does with requests that match.'), ageColumn],
  spec: message(
    'Who may ask what of some workloads. Denials are looked at before permissions.',
    {
      ...policyAttachment,
      rules: list('The rules; one must match. None at all: the policy never matches.', rule, {max: 512}),
      action: choice('What is done with requests that match.', ['ALLOW', 'DENY', 'AUDIT', 'CUSTOM']),
      provider: message('Who decides, for CUSTOM.', {name: text('Name of the provider in the mesh configuration.')}),
    },
    {oneOf: [['provider']], rules: [ONE_ATTACHMENT]},
  ),
});
