// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {checkScopeFlags, resetOf, type ScopeFlags, scopesIn, updateBody, updatesOf} from '../../src/admin/scopes.js';
import {scopeText} from '../../src/writer/admin/scopes.js';

const NONE: ScopeFlags = {reset: false, 'log-reset': false, 'stack-trace-reset': false};

describe('scopes of istiod', () => {
  test('come by name', () => {
    const page = '[{"name":"model","output_level":"warn"},{"name":"ads","description":"pushes","output_level":"info"}]';
    expect(scopesIn(page).map(({name, logLevel}) => [name, logLevel])).toEqual([
      ['ads', 'info'],
      ['model', 'warn'],
    ]);
    expect(scopeText(scopesIn(page), 'short')).toBe(
      [
        'ACTIVE SCOPE   DESCRIPTION   LOG LEVEL   STACK TRACE LEVEL',
        'ads            pushes        info        ',
        'model                        warn        ',
        '',
      ].join('\n'),
    );
  });

  test.each(['<html>', '{}', ''])('cannot be read from %j', (page) => {
    expect(() => scopesIn(page)).toThrow(/^cannot deserialize response: /);
  });

  test.each<[Partial<ScopeFlags>, object[]]>([
    [{level: 'ads:debug'}, [{name: 'ads', logLevel: 'debug'}]],
    [
      {level: 'ads:debug,model:warn', 'stack-trace-level': 'ads:error'},
      [
        {name: 'ads', logLevel: 'debug', stackTraceLevel: 'error'},
        {name: 'model', logLevel: 'warn'},
      ],
    ],
    [{level: ''}, []],
  ])('%j asks for updates', (flags, updates) => {
    expect(updatesOf({...NONE, ...flags})).toEqual(updates);
  });

  test.each(['ads', 'ads:loud', ':info', 'ads:info,,'])('%j is no list of levels', (level) => {
    expect(() => updatesOf({...NONE, level})).toThrow(/^pattern .* did not match$/);
  });

  test.each<[Partial<ScopeFlags>, object | undefined]>([
    [{}, undefined],
    [{reset: true}, {logLevel: 'info', stackTraceLevel: 'none'}],
    [
      {'log-reset': true, 'stack-trace-reset': true},
      {logLevel: 'info', stackTraceLevel: 'none'},
    ],
    [{'log-reset': true}, {logLevel: 'info'}],
    [{'stack-trace-reset': true}, {stackTraceLevel: 'none'}],
  ])('%j sets back', (flags, reset) => {
    expect(resetOf({...NONE, ...flags})).toEqual(reset);
  });

  test('refuses what contradicts itself', () => {
    expect(() => checkScopeFlags({...NONE, reset: true, 'log-reset': true, level: 'ads:info'})).toThrow(
      '--level cannot be combined with --reset, --log-reset',
    );
    expect(() =>
      checkScopeFlags({...NONE, reset: true, 'stack-trace-reset': true, 'stack-trace-level': 'ads:info'}),
    ).toThrow('--stack-trace-level cannot be combined with --reset, --stack-trace-reset');
    expect(() => checkScopeFlags({...NONE, reset: true, level: 'ads:info'})).not.toThrow();
  });

  test('the body of an update holds what changes', () => {
    expect(updateBody({name: 'ads', stackTraceLevel: 'none'})).toBe('{"name":"ads","stack_trace_level":"none"}\n');
  });
});
