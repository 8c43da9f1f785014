// SPDX-License-Identifier: Apache-2.0

import type {Specs} from '../../model/resource.js';
import {attachment} from '../checks/attachment.js';
import {type Config, error, type Problems, prefixed, warning} from '../problem.js';
import {condition} from './condition.js';
import {operation} from './operation.js';
import {source} from './source.js';

type Spec = Specs['AuthorizationPolicy'];
type Rule = NonNullable<Spec['rules']>[number];

/** The rules of spec §4.7. */
export function* authorizationPolicy({name, namespace, spec}: Config<'AuthorizationPolicy'>): Problems {
  for (const problem of problems(spec)) {
    yield* problem.level === 'Error' ? prefixed(`invalid policy ${name}.${namespace}: `, [problem]) : [problem];
  }
}

function* problems(spec: Spec): Problems {
  yield* attachment(spec);
  const {action = 'ALLOW', rules = []} = spec;
  yield* actionProblems(spec);
  for (const [i, rule] of rules.entries()) {
    if (action === 'CUSTOM') yield* unsupported(rule);
    yield* ruleProblems(rule, i);
    if (action === 'DENY' && deniesAllTcp(rule)) yield {...warning(DENIES_ALL_TCP), ofEnvoy: true};
  }
}

const DENIES_ALL_TCP =
  'configured AuthorizationPolicy will deny all traffic to TCP ports under its scope due to the use of only HTTP ' +
  'attributes in a DENY rule; it is recommended to explicitly specify the port';

function* actionProblems({action = 'ALLOW', rules = [], provider}: Spec): Problems {
  const useless =
    'action without `rules` is meaningless as it will never be triggered, add an empty rule `{}` if you want it be triggered for every request';
  if (action === 'CUSTOM') {
    if (rules.length === 0) yield error(`CUSTOM ${useless}`);
    else if (!provider?.name) yield error('`provider.name` must not be empty');
  } else if (provider) yield error(`\`provider\` must not be with non CUSTOM action, found ${action}`);
  if (action === 'DENY' && rules.length === 0) yield error(`DENY ${useless}`);
}

/** What an external authorizer is never asked about, by the names that the reference has for it. */
const NOT_CUSTOM = [
  ['namespaces', 'Namespaces'],
  ['notNamespaces', 'NotNamespaces'],
  ['serviceAccounts', 'ServiceAccounts'],
  ['notServiceAccounts', 'NotServiceAccounts'],
  ['trustDomains', 'TrustDomains'],
  ['notTrustDomains', 'NotTrustDomains'],
  ['principals', 'Principals'],
  ['notPrincipals', 'NotPrincipals'],
  ['requestPrincipals', 'RequestPrincipals'],
  ['notRequestPrincipals', 'NotRequestPrincipals'],
] as const;

const NOT_CUSTOM_KEY = /^(?:source\.(?:namespace|serviceAccount|trustDomain|principal)$|request\.auth\.)/;

function* unsupported({from = [], when = []}: Rule): Problems {
  for (const {source: given} of from) {
    for (const [field, name] of NOT_CUSTOM) {
      if (given?.[field]?.length) yield error(`From.${name} is currently not supported with CUSTOM action`);
    }
  }
  for (const {key = ''} of when) {
    if (NOT_CUSTOM_KEY.test(key)) yield error(`${key} is currently not supported with CUSTOM action`);
  }
}

function* ruleProblems(rule: Rule, index: number): Problems {
  for (const {source: given} of rule.from ?? []) {
    if (given) yield* source(given, index);
    else yield error(`\`from.source\` must not be nil, found at rule ${index}`);
  }
  for (const {operation: given} of rule.to ?? []) {
    if (given) yield* operation(given, index);
    else yield error(`\`to.operation\` must not be nil, found at rule ${index}`);
  }
  for (const given of rule.when ?? []) yield* condition(given);
}

/** Fields of a source that only requests have, or that stand for a peer that plain TCP does not show. */
const HTTP_ONLY = new Set(['requestPrincipals', 'notRequestPrincipals', 'trustDomains', 'notTrustDomains']);

/** Whether no operation of a rule names a port or, where there is none, no source anything but fields of requests. */
function deniesAllTcp({from = [], to = []}: Rule): boolean {
  const operations = to.flatMap(({operation: given}) => given ?? []);
  if (operations.length > 0) return operations.every(({ports, notPorts}) => !ports?.length && !notPorts?.length);
  const sources = from.flatMap(({source: given}) => given ?? []);
  return sources.length > 0 && sources.every((given) => Object.keys(given).every((name) => HTTP_ONLY.has(name)));
}
