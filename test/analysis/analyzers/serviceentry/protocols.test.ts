// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'serviceentry.ConflictingServiceEntryProtocolAnalyzer';
const entry = (name: string, protocol: string, spec: object = {}) =>
  object('ServiceEntry', name, {
    spec: {hosts: ['api.example.com'], ports: [{number: 443, name: 'p', protocol}], ...spec},
  });

test('names the entries, the port and its protocols, once for each entry', async () => {
  const text =
    'Multiple ServiceEntries (a/x, b/x) define the same host "api.example.com" and port 443 with conflicting protocols ' +
    '(HTTPS, TLS).';
  expect(await analyze(ANALYZER, [entry('a/x', 'TLS'), entry('b/x', 'HTTPS')])).toEqual([
    {about: 'IST0177 ServiceEntry a/x metadata.name', text},
    {about: 'IST0177 ServiceEntry b/x metadata.name', text},
  ]);
});

test.each([
  ['of one namespace', [entry('a/x', 'TLS'), entry('a/y', 'TCP')]],
  ['of which one is for a namespace alone', [entry('a/x', 'TLS', {exportTo: ['.']}), entry('b/x', 'TCP')]],
  ['for the same namespace', [entry('a/x', 'TLS', {exportTo: ['c']}), entry('b/x', 'TCP', {exportTo: ['.', 'c']})]],
])('entries %s: reported', async (_, entries) => {
  expect(await findings(ANALYZER, entries)).toHaveLength(2);
});

test.each([
  ['the same protocol in other letters', [entry('a/x', 'tls'), entry('b/x', 'TLS')]],
  ['other ports', [entry('a/x', 'TLS'), entry('b/x', 'TCP', {ports: [{number: 80, protocol: 'TCP'}]})]],
  [
    'entries of different revisions',
    [
      {...entry('a/x', 'TLS'), labels: {'istio.io/rev': 'stable'}},
      {...entry('b/x', 'TCP'), labels: {'istio.io/rev': 'canary'}},
    ],
  ],
  ['other hosts', [entry('a/x', 'TLS'), entry('b/x', 'TCP', {hosts: ['b.example.com']})]],
  [
    'entries that nobody sees together',
    [entry('a/x', 'TLS', {exportTo: ['.']}), entry('b/x', 'TCP', {exportTo: ['.']})],
  ],
])('%s: not reported', async (_, entries) => {
  expect(await findings(ANALYZER, entries)).toEqual([]);
});
