// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'serviceentry.HostAnalyzer';
const entry = (name: string, spec: object = {}, created?: string) => ({
  ...object('ServiceEntry', name, {spec: {hosts: ['api.example.com'], resolution: 'DNS', ...spec}}),
  ...(created && {created}),
});
const [early, late] = ['2029-01-01T00:00:00Z', '2029-01-02T00:00:00Z'];
const fixed = {resolution: 'STATIC', endpoints: [{address: '10.0.0.1'}]};
const about = (name: string) => `ISTX605 ServiceEntry ${name} spec.hosts.0`;

test('says what differs, and which entry counts where that is known', async () => {
  expect(await analyze(ANALYZER, [entry('a/x', {}, early), entry('b/x', fixed, late)])).toEqual([
    {
      about: about('b/x'),
      text:
        'Host "api.example.com" is also in ServiceEntry "a/x", with a different resolution. Clients use the entry of ' +
        'their own namespace, in other namespaces the oldest, "a/x".',
    },
  ]);
  expect((await analyze(ANALYZER, [entry('a/x', {}, early), entry('a/y', fixed, late)])).map(({text}) => text)).toEqual(
    [
      'Host "api.example.com" is also in ServiceEntry "a/x", with a different resolution. Only the oldest, "a/x" takes effect.',
    ],
  );
});

test.each([
  ['two of unknown age', [entry('a/x'), entry('b/x', fixed)], ['a/x', 'b/x']],
  [
    'other addresses',
    [entry('a/x', {addresses: ['10.0.0.1']}, early), entry('b/x', {addresses: ['10.0.0.2']}, late)],
    ['b/x'],
  ],
  ['other endpoints', [entry('a/x', {endpoints: [{address: 'a.org'}]}, late), entry('b/x', {}, early)], ['a/x']],
  [
    'clients of a third namespace',
    [entry('a/x', {exportTo: ['c']}, early), entry('b/x', {...fixed, exportTo: ['b', 'c']}, late)],
    ['b/x'],
  ],
])('%s: reported', async (_, entries, names) => {
  expect(await findings(ANALYZER, entries)).toEqual(names.map(about));
});

test.each([
  ['the same in two namespaces', [entry('a/x'), entry('b/x')]],
  [
    'other ports, which are merged or reported as IST0177',
    [entry('a/x', {ports: [{number: 80}]}), entry('a/y', {ports: [{number: 81}]})],
  ],
  ['an exception of one namespace', [entry('a/x'), entry('b/x', {...fixed, exportTo: ['.']})]],
  ['each for its own namespace', [entry('a/x', {exportTo: ['.']}), entry('b/x', {...fixed, exportTo: ['.']})]],
  ['one for nobody', [entry('a/x'), entry('b/x', {...fixed, exportTo: ['~']})]],
  ['other hosts', [entry('a/x'), entry('b/x', {...fixed, hosts: ['b.example.com']})]],
  [
    'endpoints of one namespace, which are merged',
    [entry('a/x', fixed), entry('a/y', {...fixed, endpoints: [{address: '10.0.0.2'}]})],
  ],
])('%s: not reported', async (_, entries) => {
  expect(await findings(ANALYZER, entries)).toEqual([]);
});
