// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {messageCodes} from '../../src/analysis/model/message-code.js';
import {messageTypes} from '../../src/analysis/model/messages.js';
import {analyze} from './analyze.js';
import {ELSEWHERE} from './elsewhere.js';

const FOLDER = 'docs/messages';
const shown = messageCodes.filter((code) => !ELSEWHERE.includes(code));

/** The examples of a page: the one that brings the message about, and the one that is right. */
function examplesOf(page: string): string[] {
  return [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
}

async function codesIn(text: string): Promise<string[]> {
  const {messages, fileErrors} = await analyze(text);
  expect(fileErrors).toEqual([]);
  return messages.map(({code}) => code);
}

describe('the pages about messages', () => {
  test('are there for every code, and for nothing else', () => {
    expect(readdirSync(FOLDER).toSorted()).toEqual(messageCodes.map((code) => `${code}.md`).toSorted());
  });

  test.each(messageCodes)('%s has its name, level, meaning and remedy', (code) => {
    const {name, level} = messageTypes[code];
    const page = readFileSync(`${FOLDER}/${code}.md`, 'utf8');
    expect(page.startsWith(`# ${code} ${name}\n\nLevel: ${level}\n\n## What it means\n\n`)).toBe(true);
    expect(page.match(/^## .*/gm)).toEqual(
      ELSEWHERE.includes(code)
        ? ['## What it means', '## How to fix it']
        : ['## What it means', '## Example', '## How to fix it'],
    );
  });

  test.each(shown)('%s is brought about by its example and not by the one that is right', async (code) => {
    const [wrong = '', right = '', ...more] = examplesOf(readFileSync(`${FOLDER}/${code}.md`, 'utf8'));
    expect(more).toEqual([]);
    expect(await codesIn(wrong)).toContain(code);
    expect(await codesIn(right)).not.toContain(code);
  });
});
