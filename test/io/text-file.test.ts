// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, expect, test} from 'vitest';
import {decodeText, encodedLike, readText} from '../../src/io/text-file.js';

const folder = mkdtempSync(join(tmpdir(), 'text-file-'));
afterAll(() => rmSync(folder, {recursive: true}));

const TEXT = 'kind: Café 😀\n';
const ENCODED = [
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`)],
  ['UTF-16, as PowerShell writes it', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
  ['UTF-16 the other way around', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
] as const;

test.each(ENCODED)('%s is read, and written again as it was', (_, bytes) => {
  const file = join(folder, 'file');
  writeFileSync(file, bytes);
  expect(readText(file)).toBe(TEXT);
  expect(encodedLike(file, TEXT)).toEqual(bytes);
});

test.each([
  ['Latin-1', Buffer.from('a: 1\nb: caf\xe9\n', 'latin1'), 2, '0xe9', 'UTF-8'],
  ['a character that was cut', Buffer.from('é').subarray(0, 1), 1, '0xc3', 'UTF-8'],
  ['half a pair', Buffer.from('\ufeffa\n\ud83d', 'utf16le'), 2, '0x3d', 'UTF-16LE'],
])('%s is refused with its line', (_, bytes, line, byte, encoding) => {
  expect(() => decodeText(bytes, 'cart.yaml')).toThrow(
    expect.objectContaining({
      message: `cart.yaml:${line}: byte ${byte} does not belong to ${encoding}`,
      hint: 'save the file as UTF-8',
      exitCode: 65,
    }),
  );
});

test('the first byte that does not belong is named wherever it stands', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary', maxLength: 200}), fc.string({maxLength: 20}), (before, behind) => {
      const bytes = Buffer.concat([Buffer.from(before), Buffer.of(0xff), Buffer.from(behind)]);
      const line = before.split('\n').length;
      if (bytes[0] === 0xff && bytes[1] === 0xfe) return;
      expect(() => decodeText(bytes, 'x')).toThrow(`x:${line}: byte 0xff does not belong to UTF-8`);
    }),
  );
});
