// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import type {ProgressEvent} from '../../../src/install/apply/progress.js';
import {createJsonProgress, createProgressWriter} from '../../../src/writer/install/progress.js';

function write(events: ProgressEvent[], interactive: boolean, columns = 100): {out: string; err: string} {
  const screen = {out: '', err: ''};
  const progress = createProgressWriter({
    out: (text) => (screen.out += text),
    err: (text) => (screen.err += text),
    interactive,
    columns,
  });
  for (const event of events) progress(event);
  return screen;
}

const working: ProgressEvent = {
  kind: 'working',
  components: [
    {component: 'Pilot', applied: 20, objects: 20, ready: 0, waitedFor: 1},
    {component: 'Cni', applied: 3, objects: 9, ready: 0, waitedFor: 0},
  ],
  waitingFor: ['Deployment/istio-system/istiod'],
};

test('a log gets each change of what is going on once', () => {
  const {out, err} = write(
    [
      working,
      working,
      {kind: 'installed', component: 'Cni'},
      {kind: 'failed', component: 'Pilot', error: new Error('no')},
      {kind: 'pruning'},
      {
        kind: 'removed',
        group: 'apps',
        version: 'v1',
        objectKind: 'Deployment',
        namespace: 'ns',
        name: 'a',
        gone: false,
      },
      {kind: 'removed', group: '', version: 'v1', objectKind: 'Service', namespace: 'ns', name: 'b', gone: true},
      {kind: 'complete', what: 'Installation'},
    ],
    false,
  );
  expect(err.split('\n')).toEqual([
    '- Processing resources for CNI, Istiod (20/20 applied, 0/1 ready). Waiting for Deployment/istio-system/istiod',
    '✔ CNI installed 🪢',
    '✘ Istiod encountered an error: no',
    '- Pruning removed resources',
    '✔ Installation complete',
    '',
  ]);
  expect(out.split('\n')).toEqual([
    '  Removed apps/v1, Kind=Deployment/a.ns.',
    'object: /v1, Kind=Service/b.ns is not being deleted because it no longer exists',
    '',
  ]);
});

test('a terminal sees one line redrawn, cut to its width', () => {
  expect(write([working], true, 40).err).toMatch(/ Processing resources for CNI \(3\/9\.\.\.$/);
  const {err} = write([working, {kind: 'complete', what: 'Uninstall'}], true);
  expect(err.split('\r\u001B[K')).toHaveLength(3);
  expect(err.match(/\n/g)).toHaveLength(1);
});

test('a terminal sees how much of a component has been written', () => {
  expect(write([working], true, 200).err).toContain(' Processing resources for CNI (3/9 applied), Istiod (20/20');
});

test('why nothing moves is said once, and again when the reason is another', () => {
  const stalled = (reason: string, since: number): ProgressEvent => ({
    kind: 'stalled',
    component: 'Pilot',
    since,
    explanations: [{id: 'Deployment/a', reason, events: ['Failed: no'], hints: ['try this']}],
  });
  expect(write([stalled('one', 15_000), stalled('one', 30_000), stalled('two', 45_010)], false).err).toBe(
    [
      '! Istiod: nothing has changed for 15s',
      '  Deployment/a (one)',
      '      event: Failed: no',
      '      hint: try this',
      '! Istiod: nothing has changed for 45s',
      '  Deployment/a (two)',
      '      event: Failed: no',
      '      hint: try this',
      '',
    ].join('\n'),
  );
});

test('programs get every event as a line of JSON, errors as their text', () => {
  let out = '';
  createJsonProgress((text) => (out += text))({kind: 'failed', component: 'Pilot', error: new Error('no')});
  expect(JSON.parse(out)).toEqual({
    apiVersion: 'istioctl/v1',
    kind: 'Progress',
    event: {kind: 'failed', component: 'Pilot', error: 'no'},
  });
});
