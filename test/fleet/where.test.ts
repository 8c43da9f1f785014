// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseCondition} from '../../src/fleet/where.js';
import {outcome} from '../support/mangle.js';

const CELLS = {
  status: 'HEALTHY',
  port: 9080,
  cluster: 'outbound|9080|v1|reviews.shop.svc.cluster.local',
  outlierCheck: 'OK',
  weight: '',
  notAfter: '2026-11-24T02:47:53Z',
  valid: true,
};
const COLUMNS = Object.keys(CELLS);

describe('parseCondition', () => {
  test.each<[string, boolean]>([
    ['status=HEALTHY', true],
    ['status == healthy', true],
    ['STATUS!=HEALTHY', false],
    ['port=9080', true],
    ['port>8000', true],
    ['port > 10000', false],
    ['port>=9080 and port<=9080', true],
    ['port<10000', true],
    ['cluster=~^outbound', true],
    ['cluster =~ reviews\\.shop\\.', true],
    ['cluster=~(?i)REVIEWS', true],
    ['cluster!~inbound', true],
    ['cluster=outbound|9080|v1|reviews.shop.svc.cluster.local', true],
    ['outlier-check=OK', true],
    ['Outlier_Check=FAILED', false],
    ['weight=""', true],
    ["weight=''", true],
    ['weight<5', false],
    ['weight>=0', false],
    ['notAfter<2026-12-01', true],
    ['notAfter>2026-12-01', false],
    ['valid=true', true],
    ['status=UNHEALTHY or port=9080', true],
    ['status=UNHEALTHY or port=9080 and outlierCheck=FAILED', false],
    ['(status=UNHEALTHY or port=9080) and outlierCheck=OK', true],
    ['not status=UNHEALTHY', true],
    ['not (status=HEALTHY and port=9080)', false],
    ['status="HEALTHY" AND NOT port=80', true],
  ])('%s', async (text, holds) => {
    expect((await parseCondition(text, COLUMNS)).holds(CELLS)).toBe(holds);
  });

  test('knows the columns it looks at', async () => {
    expect((await parseCondition('port>1 or (Status=x and not weight=2)', COLUMNS)).keys).toEqual([
      'port',
      'status',
      'weight',
    ]);
  });

  test.each([
    ['statsu=HEALTHY', 'there is no column "statsu"', 'did you mean "status"?'],
    ['', 'a column was expected, not the end', undefined],
    ['status', 'one of != =~ !~ <= >= == = < > was expected, not the end', undefined],
    ['status HEALTHY', 'was expected, not "HEALTHY"', undefined],
    ['status=', 'a value was expected, not the end', undefined],
    ['status=x port=1', 'and, or, or the end was expected, not "port"', undefined],
    ['(status=x', ') was expected, not the end', undefined],
    ['cluster=~[', '--where: "["', undefined],
    ['status="x', 'cannot be read from', undefined],
  ])('refuses %s', async (text, message, hint) => {
    const error: unknown = await parseCondition(text, COLUMNS).catch((caught: unknown) => caught);
    expect(error).toMatchObject({exitCode: 64, message: expect.stringContaining(message)});
    if (hint) expect(error).toMatchObject({hint: expect.stringContaining(hint)});
  });

  test('any text is a condition or one clear error', async () => {
    const words = fc.constantFrom(
      'status',
      'port',
      '=',
      '!=',
      '=~',
      '<',
      'and',
      'or',
      'not',
      '(',
      ')',
      '"',
      "'",
      'x',
      '1',
      ' ',
      '|',
      '[',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, {maxLength: 12}), async (parts) => {
        expect(['output', 'error']).toContain(
          await outcome(async () => (await parseCondition(parts.join(''), COLUMNS)).holds(CELLS)),
        );
      }),
    );
  });
});
