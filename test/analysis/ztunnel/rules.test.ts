// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {type Rule, ruleEffect, uncheckedFields} from '../../../src/analysis/ztunnel/rules.js';

const from = (...sources: object[]) => ({from: sources.map((source) => ({source}))});
const to = (...operations: object[]) => ({to: operations.map((operation) => ({operation}))});
const when = (...keys: string[]) => ({when: keys.map((key) => ({key, values: ['x']}))});

test.each<[string, Rule, string, string]>([
  ['nothing', {}, 'same', 'same'],
  ['fields of connections', {...from({namespaces: ['a']}), ...to({ports: ['80']})}, 'same', 'same'],
  [
    'every excluded field of connections',
    from({notNamespaces: ['a'], notPrincipals: ['b'], notIpBlocks: ['1.2.3.4']}),
    'same',
    'same',
  ],
  ['service accounts', from({serviceAccounts: ['a']}), 'same', 'same'],
  ['methods alone', to({methods: ['GET']}), 'never', 'never'],
  ['methods and ports', to({methods: ['GET'], ports: ['80']}), 'never', 'wider'],
  ['methods beside ports', to({methods: ['GET']}, {ports: ['80']}), 'never', 'narrower'],
  ['all three', to({paths: ['/a']}, {ports: ['80']}, {hosts: ['a'], notPorts: ['81']}), 'never', 'mixed'],
  ['two operations of requests', to({methods: ['GET']}, {paths: ['/a']}), 'never', 'never'],
  ['a condition beside a port', {...to({ports: ['80']}), ...when('request.headers[a]')}, 'never', 'never'],
  ['two conditions, one of them checked', when('source.ip', 'request.auth.claims[a]'), 'never', 'never'],
  [
    'checked conditions',
    when('source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port'),
    'same',
    'same',
  ],
  ['a condition on a service account', when('source.serviceAccount'), 'never', 'never'],
  ['a condition on a trust domain', when('source.trustDomain'), 'never', 'never'],
  ['trust domains alone', from({trustDomains: ['td']}), 'never', 'never'],
  ['trust domains and namespaces', from({notTrustDomains: ['td'], namespaces: ['a']}), 'wider', 'wider'],
  ['trust domains beside namespaces', from({trustDomains: ['td']}, {namespaces: ['a']}), 'narrower', 'narrower'],
  ['an empty list of methods', to({methods: [], ports: ['80']}), 'same', 'same'],
])('%s', (_, rule, allow, deny) => {
  expect([ruleEffect('ALLOW', rule), ruleEffect('DENY', rule)]).toEqual([allow, deny]);
});

test('fields that are not checked have their places', () => {
  const rule = {
    ...from({requestPrincipals: ['a'], namespaces: ['b']}),
    ...to({ports: ['80']}),
    ...when('source.ip', 'remote.ip'),
  };
  expect(uncheckedFields(rule, 2)).toEqual([
    {name: 'requestPrincipals', path: ['spec', 'rules', 2, 'from', 0, 'source', 'requestPrincipals', 0]},
    {name: 'remote.ip', path: ['spec', 'rules', 2, 'when', 1, 'key']},
  ]);
});
