// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {setLogLevels} from '../../../src/envoy/dump/log-requests.js';
import {loggersIn, logLevelPages, readLogLevels, resetLevel} from '../../../src/envoy/dump/logging.js';
import {IstioctlError} from '../../../src/errors.js';

const LOGGERS = new Set(['http', 'http2', 'router']);

describe('--level', () => {
  test.each<[string, string[]]>([
    ['', []],
    ['debug', ['logging?level=debug']],
    ['warn', ['logging?level=warning']],
    ['http:debug,router=trace', ['logging?http=debug', 'logging?router=trace']],
    ['http:debug,info,router:off', ['logging?level=info', 'logging?router=off']],
    ['http:debug,http:warn', ['logging?http=warning']],
    ['level:error', ['logging?level=error']],
  ])('%j asks for %j', (text, pages) => {
    expect(logLevelPages(readLogLevels(text, LOGGERS))).toEqual(pages);
  });

  test.each([
    ['xxx', 'unrecognized logging level: xxx'],
    ['none', 'unrecognized logging level: none'],
    ['http:yyy', 'unrecognized logging level: yyy'],
    ['xxx:yyy', 'unrecognized logger name: xxx'],
    ['htt:debug', 'unrecognized logger name: htt'],
    ['debug,', 'unrecognized logging level: '],
  ])('%j is refused', (text, message) => {
    expect(() => readLogLevels(text, LOGGERS)).toThrow(expect.objectContaining({name: 'IstioctlError', message}));
  });

  test('any text is read or refused with one error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          for (const page of logLevelPages(readLogLevels(text))) expect(page).toMatch(/^logging\?[^ &]*=[a-z]+$/);
        } catch (error) {
          expect(error).toBeInstanceOf(IstioctlError);
        }
      }),
    );
  });
});

test("the mesh's own level", () => {
  const values = JSON.stringify({global: {proxy: {logLevel: 'error'}}});
  expect(resetLevel(values, {compat: false})).toBe('error');
  expect(resetLevel(values, {compat: true})).toBeUndefined();
  expect(resetLevel('{"global": {"proxy": {"logLevel": "loud"}}}', {compat: false})).toBeUndefined();
  expect(resetLevel('no JSON', {compat: false})).toBeUndefined();
});

describe('setting levels', () => {
  const proxy = (name: string, asked: string[], list = 'active loggers:\n  http: info\n') => ({
    name,
    post: async (page: string) => {
      asked.push(`${name} ${page}`);
      return list;
    },
  });
  const broken = {name: 'b', post: () => Promise.reject(new Error('no route'))};

  test('one that fails does not keep the others from being set', async () => {
    const asked: string[] = [];
    const outcomes = await setLogLevels([proxy('a', asked), broken, proxy('c', asked)], (loggers) =>
      readLogLevels('http:debug', loggers),
    );
    expect(outcomes.map(({name, answer}) => [name, answer instanceof Error])).toEqual([
      ['a', false],
      ['b', true],
      ['c', false],
    ]);
    expect(asked.toSorted()).toEqual(['a logging', 'a logging?http=debug', 'c logging', 'c logging?http=debug']);
  });

  test('nothing is set where a level is wrong', async () => {
    const asked: string[] = [];
    const levels = setLogLevels([proxy('a', asked)], (loggers) => readLogLevels('nope:debug', loggers));
    await expect(levels).rejects.toThrow('unrecognized logger name: nope');
    expect(asked).toEqual(['a logging']);
  });

  test('fifty proxies, in their order', async () => {
    const names = Array.from({length: 50}, (_, i) => `p${i}`);
    const outcomes = await setLogLevels(
      names.map((name) => proxy(name, [])),
      () => readLogLevels('info'),
    );
    expect(outcomes.map(({name}) => name)).toEqual(names);
  });
});

test("names in Envoy's list of loggers", () => {
  expect(loggersIn('active loggers:\n  http: info\n  conn_handler: warning\n')).toEqual(['http', 'conn_handler']);
  expect(loggersIn('')).toEqual([]);
});
