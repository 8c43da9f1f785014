// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {byCause} from '../../src/check/causes.js';
import {failed, following, type Outcome, ok, warning} from '../../src/check/check.js';

const made = (id: string, outcome: Outcome) => ({...outcome, id});

describe('one cause is one finding', () => {
  const cause = made('C020', {...failed('istiod is down', 'scaled to 0'), about: 'default'});

  test.each([
    ['a consequence is told with its cause', 'default', 1],
    ['one of any istiod', undefined, 1],
    ['that of another istiod is a finding of its own', 'canary', 2],
  ])('%s', (_, about, findings) => {
    const results = byCause([cause, made('C032', following(failed('no endpoint'), 'C020', about))]);
    expect(results).toHaveLength(findings);
    expect(results[0]?.details).toEqual(findings === 1 ? ['scaled to 0', 'so: no endpoint'] : ['scaled to 0']);
  });

  test('what follows from what follows is told with the first', () => {
    const silent = made('C023', {...following(warning('not ready'), 'C020', 'default'), about: 'istiod-1'});
    const unknown = made('C050', following(warning('nobody knows'), 'C023', 'istiod-1'));
    expect(byCause([unknown, silent, cause])).toEqual([
      {...cause, details: ['scaled to 0', 'so: nobody knows', 'so: not ready']},
    ]);
  });

  test('a cause that was not found, or not looked for, explains nothing', () => {
    const consequence = made('C032', following(failed('no endpoint'), 'C020', 'default'));
    const fine = made('C020', {...ok('istiod is ready'), about: 'default'});
    expect(byCause([consequence])).toEqual([consequence]);
    expect(byCause([fine, consequence])).toEqual([fine, consequence]);
  });

  test('what is fine follows from nothing', () => {
    expect(following(ok('all is well'), 'C020')).toEqual(ok('all is well'));
  });
});
