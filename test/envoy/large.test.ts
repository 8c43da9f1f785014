// SPDX-License-Identifier: Apache-2.0
import {constants} from 'node:buffer';
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {readConfigDump} from '../../src/envoy/dump/config-dump.js';
import {parseRequest} from '../../src/envoy/trace/request.js';
import {traceRequest} from '../../src/envoy/trace/trace.js';
import {summaryPieces} from '../../src/writer/envoy/summary.js';
import {traceText} from '../../src/writer/envoy/trace.js';

const SIDECAR = readFileSync('test/testdata/examples/sidecar.json');
const now = new Date('2026-11-26T00:00:00Z');

describe('a dump longer than the longest string', () => {
  test('is read like any other', {timeout: 60_000}, () => {
    const answers = (bytes: Buffer) => {
      const dump = readConfigDump({bytes, name: 'dump.json'});
      const trace = traceRequest(dump, parseRequest('http://reviews:9080/'));
      return [
        ...summaryPieces(dump, {verbose: true, headers: true, now, compat: false}),
        traceText(trace, {colour: false}),
      ];
    };
    // What makes it long stands between sections and within lists, where blanks may stand.
    const filler = Buffer.alloc(constants.MAX_STRING_LENGTH / 2 + 1, ' ');
    const cuts = [
      SIDECAR.indexOf('{', SIDECAR.indexOf('dynamic_active_clusters')),
      SIDECAR.indexOf('{', SIDECAR.indexOf('[') + 1),
    ].sort((a, b) => a - b);
    const [first = 0, second = 0] = cuts;
    const long = Buffer.concat([
      SIDECAR.subarray(0, first),
      filler,
      SIDECAR.subarray(first, second),
      filler,
      SIDECAR.subarray(second),
    ]);
    expect(long.length).toBeGreaterThan(constants.MAX_STRING_LENGTH);
    expect(answers(long)).toEqual(answers(SIDECAR));
  });
});
