// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {expect} from 'vitest';

/** Compares a text with a golden file; UPDATE_GOLDENS=1 writes the file. */
export function expectGolden(text: string, file: string): void {
  if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(file, text);
  expect(existsSync(file), `${file}: missing`).toBe(true);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
