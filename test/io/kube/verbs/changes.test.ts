// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {type Answer, answerStatus, event, LAST, lines, POD, withWatchedServer} from '../watched-server.js';

/** What a server whose watches answer one after the other is asked, and what is made of it until the last goes on. */
async function follow(watches: Answer[], list: Answer = lines({kind: 'PodList', metadata: {resourceVersion: '10'}})) {
  const seen: string[] = [];
  const asked = await withWatchedServer({watches, list: () => list}, async (cluster, {signal, end}) => {
    for await (const change of await cluster.changes(POD, {signal})) {
      if (change !== 'anything' && change.metadata.name === LAST) end();
      else seen.push(change === 'anything' ? change : change.metadata.name);
    }
  });
  return {asked, seen};
}

describe('changes of a kind', () => {
  test('are followed on where the server ended a watch', async () => {
    const {asked, seen} = await follow([lines(event('ADDED', 'a', '11'), event('DELETED', 'b', '12'))]);
    expect(seen).toEqual(['a', 'b']);
    expect(asked).toEqual(['list', 'watch 10', 'watch 12']);
  });

  test('are no bookmarks, which say how far the watch is', async () => {
    const {asked, seen} = await follow([lines(event('BOOKMARK', '', '40'))]);
    expect([asked, seen]).toEqual([['list', 'watch 10', 'watch 40'], []]);
  });

  test.each<[string, Answer]>([
    ['in an event', lines({type: 'ERROR', object: {code: 410, message: 'too old resource version'}})],
    ['as an answer', answerStatus(410)],
  ])('may be anything where the server has forgotten them, which it says %s', async (_, forgotten) => {
    const {asked, seen} = await follow([forgotten]);
    expect([asked, seen]).toEqual([['list', 'watch 10', 'list', 'watch 10'], ['anything']]);
  });

  test('are waited for where the server has trouble', async () => {
    const {asked, seen} = await follow([answerStatus(503), (response) => response.destroy()]);
    expect([asked, seen]).toEqual([['list', 'watch 10', 'watch 10', 'watch 10'], []]);
  });

  test('may be anything where it can no longer be said', async () => {
    expect(await follow([answerStatus(401), answerStatus(401)])).toEqual({
      asked: ['list', 'watch 10', 'watch 10'],
      seen: ['anything'],
    });
  });

  test('are none where one may not look', async () => {
    expect(await follow([], answerStatus(403))).toEqual({asked: ['list'], seen: []});
    expect(await follow([answerStatus(403)])).toEqual({asked: ['list', 'watch 10'], seen: []});
  });
});
