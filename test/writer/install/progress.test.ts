// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import type {ProgressEvent} from '../../../src/install/progress.js';
import {createProgressWriter} from '../../../src/writer/install/progress.js';

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
  components: ['Pilot', 'Cni'],
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
    '- Processing resources for CNI, Istiod. Waiting for Deployment/istio-system/istiod',
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
  expect(write([working], false, 40).err).toBe('- Processing resources for CNI, Ist...\n');
  const {err} = write([working, {kind: 'complete', what: 'Uninstall'}], true);
  expect(err.split('\r\u001B[K')).toHaveLength(3);
  expect(err.match(/\n/g)).toHaveLength(1);
});
