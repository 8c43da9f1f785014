// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {readLogs} from '../../../src/why/log/read-log.js';
import {line} from '../answers.js';

const read = (text: string, formats: string[] = []) => readLogs([{name: 'a.log', text}], formats);

describe('logs', () => {
  const one = line({
    code: 503,
    flags: 'URX,UF',
    detail: 'x{a|b}',
    cluster: 'outbound|80||a.b.svc.cluster.local',
    path: '/p q',
  });

  test.each<[how: string, text: string]>([
    ['as they are', one],
    ['with carriage returns', `${one}\r\n`],
    ['with the pod before', `[pod/cart-1/istio-proxy] ${one}`],
    ['with the time before', `2026-11-30T10:00:00.1Z ${one}`],
    ['as containerd writes them', `2026-11-30T10:00:00.1Z stdout F ${one}`],
  ])('text %s', (_, text) => {
    const {entries, unreadable} = read(text);
    expect(unreadable).toBe(0);
    expect(entries[0]).toMatchObject({code: 503, flags: ['URX', 'UF'], detail: 'x{a|b}', path: '/p q', authority: ''});
  });

  test("Envoy's own format", () => {
    const text = '[2026-11-30T10:00:00.1Z] "GET /x HTTP/1.1" 503 UH 0 19 4 - "-" "curl" "id-1" "shop" "-"';
    expect(read(text).entries[0]).toMatchObject({code: 503, flags: ['UH'], path: '/x', authority: 'shop', duration: 4});
  });

  test('JSON with the keys of Istio and of the mesh', () => {
    const istio =
      '{"response_code":503,"response_flags":"UH","upstream_cluster":"outbound|80||a;","duration":7,"path":null}';
    const own = '{"status":"404","why":"NR","ms":"9"}';
    const format = '{"status":"%RESPONSE_CODE%","why":"%RESPONSE_FLAGS%","ms":"%DURATION%"}';
    const {entries} = read(`${istio}\n${own}`, [format]);
    expect(entries[0]).toMatchObject({
      format: 'json',
      code: 503,
      flags: ['UH'],
      cluster: 'outbound|80||a',
      duration: 7,
    });
    expect(entries[1]).toMatchObject({code: 404, flags: ['NR'], duration: 9});
  });

  test("the mesh's accessLogFormat", () => {
    const {entries} = read('X 503 flags=UF /p', ['X %RESPONSE_CODE% flags=%RESPONSE_FLAGS% %REQ(:PATH)%\n']);
    expect(entries[0]).toMatchObject({code: 503, flags: ['UF'], path: '/p', duration: undefined});
  });

  test('ztunnel', () => {
    const text =
      '2026-11-30T10:00:00Z\terror\taccess\tconnection complete\tsrc.addr=10.1.0.1:4000 src.workload="web-1" src.namespace="front" src.identity="spiffe://cluster.local/ns/front/sa/web" dst.addr=10.1.0.2:15008 dst.workload="orders-1" dst.namespace="back" direction="inbound" bytes_sent=0 bytes_recv=0 duration="1ms" error="connection closed due to policy rejection: explicitly denied by: back/no-web"';
    const {entries} = read(text);
    expect(entries[0]).toMatchObject({format: 'ztunnel', duration: 1, downstreamRemote: '10.1.0.1:4000'});
    expect(entries[0]?.detail).toContain('denied by: back/no-web');
    expect(entries[0]?.ztunnel['src.identity']).toBe('spiffe://cluster.local/ns/front/sa/web');
  });

  test('other lines are told apart from what is no log', () => {
    const text = [
      '2026-11-30T10:00:00.1Z\tinfo\tcache\tgenerated new workload certificate',
      '2026-11-30T10:00:01.1Z\twarning\tenvoy config x.cc:1\tgRPC config for type.googleapis.com/envoy.config.route.v3.RouteConfiguration rejected: bad: thing\tthread=14',
      '2026-11-30T10:00:02.1Z\twarn\tdelta\tADS:LDS: ACK ERROR web-1.front-17 Internal:no such filter',
      'garbage \u001b[31m',
      '{"not": "a log"}',
      '',
    ].join('\n');
    const content = read(text);
    expect({...content, refusals: content.refusals.length}).toEqual({
      entries: [],
      refusals: 2,
      others: 1,
      unreadable: 2,
    });
    expect(content.refusals).toEqual([
      {type: 'RDS', details: 'bad: thing', proxy: '', place: 'a.log:2'},
      {type: 'LDS', details: 'no such filter', proxy: 'web-1.front', place: 'a.log:3'},
    ]);
  });

  test('no text at all ends the reading', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary-ascii', maxLength: 80}), (text) => {
        const {entries, refusals, others, unreadable} = read(text);
        const lines = text.split(/\r?\n/).filter((each) => each.trim() !== '').length;
        expect(entries.length + refusals.length + others + unreadable).toBe(lines);
      }),
      {numRuns: 50},
    );
  });
});
