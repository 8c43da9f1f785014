// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** Gives a run of the tests a folder of its own for temporary files, so that none of them is left afterwards. */
export function setup(): () => void {
  const before = process.env['TMPDIR'];
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-tests-'));
  process.env['TMPDIR'] = folder;
  return () => {
    rmSync(folder, {recursive: true, force: true});
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  };
}
