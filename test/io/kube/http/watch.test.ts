// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {type Answer, answerStatus, event, LAST, lines, POD, withWatchedServer} from '../watched-server.js';

/** A list of pods, given as name and version. */
const list = (resourceVersion: string, pods: Record<string, string> = {}): Answer =>
  lines({
    kind: 'PodList',
    metadata: {resourceVersion},
    items: Object.entries(pods).map(([name, version]) => ({metadata: {name, resourceVersion: version}})),
  });

/** What a watch tells of a server that answers so, and what it asks; the last list answers whatever comes after it. */
async function follow(watches: Answer[], lists: Answer[] = [list('10')]) {
  const seen: string[] = [];
  const nextList = (): Answer => (lists.length > 1 ? lists.shift() : lists[0]) ?? answerStatus(500);
  const asked = await withWatchedServer({watches, list: nextList}, async (cluster, {signal, end}) => {
    try {
      for await (const {type, object} of cluster.watch(POD, {signal})) {
        if (object.metadata.name === LAST) end();
        else seen.push(`${type} ${object.metadata.name}`);
      }
    } catch (error) {
      seen.push(error instanceof Error ? error.message : String(error));
    }
  });
  return {asked, seen};
}

const cut =
  (text = ''): Answer =>
  (response) => {
    response.writeHead(200, {'Content-Type': 'application/json'});
    response.write(text, () => response.destroy());
  };

describe('a watch', () => {
  test('begins with what is there', async () => {
    const {asked, seen} = await follow([lines(event('MODIFIED', 'a', '11'))], [list('10', {a: '5', b: '6'})]);
    expect(seen).toEqual(['ADDED a', 'ADDED b', 'MODIFIED a']);
    expect(asked).toEqual(['list', 'watch 10', 'watch 11']);
  });

  test.each<[string, Answer, string]>([
    ['the server ends it', lines(event('ADDED', 'a', '11')), '11'],
    ['the connection is cut', cut(`${JSON.stringify(event('ADDED', 'a', '11'))}\n`), '11'],
    ['it is cut in the middle of an event', cut(`${JSON.stringify(event('ADDED', 'a', '11'))}\n{"type":"DEL`), '11'],
    ['a bookmark was the last', lines(event('ADDED', 'a', '11'), event('BOOKMARK', '', '40')), '40'],
    ['an error ends it that may pass', lines(event('ADDED', 'a', '11'), {type: 'ERROR', object: {code: 504}}), '11'],
  ])('goes on where it was when %s', async (_, answer, version) => {
    const {asked, seen} = await follow([answer, lines(event('DELETED', 'a', '50'))]);
    expect(seen).toEqual(['ADDED a', 'DELETED a']);
    expect(asked).toEqual(['list', 'watch 10', `watch ${version}`, 'watch 50']);
  });

  test.each<[string, Answer]>([
    ['in an event', lines({type: 'ERROR', object: {code: 410, message: 'too old resource version: 10 (20)'}})],
    ['as an answer', answerStatus(410)],
  ])('tells what was missed where the server has forgotten the version, which it says %s', async (_, forgotten) => {
    const {asked, seen} = await follow(
      [forgotten, lines(event('DELETED', 'new', '31'))],
      [list('10', {same: '1', changed: '2', gone: '3'}), list('30', {same: '1', changed: '25', new: '26'})],
    );
    expect(seen.slice(3)).toEqual(['MODIFIED changed', 'ADDED new', 'DELETED gone', 'DELETED new']);
    expect(asked).toEqual(['list', 'watch 10', 'list', 'watch 30', 'watch 31']);
  });

  test('is tried again while the server has trouble', async () => {
    const {asked, seen} = await follow([answerStatus(503), cut(), answerStatus(500)]);
    expect(seen).toEqual([]);
    expect(asked).toEqual(['list', 'watch 10', 'watch 10', 'watch 10', 'watch 10']);
  });

  test.each<[string, Answer]>([
    ['is cut in the middle', cut('{"metadata": {"resourceVersion": "20"}, "items": [')],
    ['is cut before its first byte', (response) => void response.destroy()],
    ['has trouble', answerStatus(503)],
    ['is overloaded', answerStatus(429)],
  ])('lists again where the server %s while it tells what was missed', async (_, trouble) => {
    const {asked, seen} = await follow(
      [answerStatus(410), lines(event('DELETED', 'new', '31'))],
      [list('10', {gone: '3'}), trouble, trouble, list('30', {new: '26'})],
    );
    expect(seen).toEqual(['ADDED gone', 'ADDED new', 'DELETED gone', 'DELETED new']);
    // A request of which nothing came back is sent once more on another connection.
    expect(asked.join()).toMatch(/^list,watch 10,(list,){3,5}watch 30,watch 31$/);
  });

  test('tells once what it told before a later page was cut', async () => {
    const page = (name: string, more: object): Answer =>
      lines({
        kind: 'PodList',
        metadata: {resourceVersion: '30', ...more},
        items: [{metadata: {name, resourceVersion: '26'}}],
      });
    const {asked, seen} = await follow(
      [answerStatus(410)],
      [list('10'), page('a', {continue: 'b'}), cut('{"items": ['), page('a', {continue: 'b'}), page('b', {})],
    );
    expect(seen).toEqual(['ADDED a', 'ADDED b']);
    expect(asked).toEqual(['list', 'watch 10', 'list', 'list', 'list', 'list', 'watch 30']);
  });

  test.each<[number, string]>([
    [403, 'cluster "prod" forbids to watch Pod: no; context work from '],
    [401, 'cluster "prod" does not accept the credentials of user "jane"; context work from '],
  ])('ends with an error that will not pass: %d', async (code, message) => {
    const {seen} = await follow([lines(event('ADDED', 'a', '11')), answerStatus(code), answerStatus(code)]);
    expect(seen).toEqual(['ADDED a', expect.stringContaining(message)]);
  });

  test('asks with new credentials when those it has are refused', async () => {
    const {asked, seen} = await follow([answerStatus(401), lines(event('ADDED', 'a', '11'))]);
    expect([asked, seen]).toEqual([['list', 'watch 10', 'watch 10', 'watch 11'], ['ADDED a']]);
  });

  test('does not begin where nothing can be read', async () => {
    const {asked, seen} = await follow([], [answerStatus(503)]);
    expect(asked).toEqual(['list']);
    expect(seen).toEqual([expect.stringContaining('cluster "prod" failed to list Pod: no')]);
  });
});
