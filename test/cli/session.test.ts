// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {startSession} from '../../src/cli/session.js';
import {processTerminal} from '../../src/io/terminal.js';

/** Streams say whether more may be written; that is not what a command ends with. */
test('printing and talking answer nothing', () => {
  const said: string[] = [];
  const terminal = {
    ...processTerminal(),
    out: (text: string) => said.push(text),
    err: (text: string) => said.push(text),
  };
  const ending = {
    limit: () => {},
    interruption: () => new AbortController().signal,
    reportable: (error: unknown) => error,
  };
  const session = startSession([], {
    terminal,
    defaults: {textsOf: async () => undefined, names: async () => []},
    ending,
  });
  const print: (text: string) => unknown = session.print;
  const say: (text: string) => unknown = session.say;
  expect([print('data'), say('talk'), said]).toEqual([undefined, undefined, ['data', 'talk\n']]);
});
