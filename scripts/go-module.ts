// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/**
 * Returns the folder with the sources of a Go module, `name@version`, which is downloaded where it is not there yet.
 *
 * @throws Error without Go, or where the module cannot be downloaded.
 */
export function goModule(module: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-module-'));
  try {
    writeFileSync(join(folder, 'go.mod'), 'module download\n');
    const args = ['mod', 'download', '-json', module];
    const {stdout, stderr, error} = spawnSync('go', args, {cwd: folder, encoding: 'utf8'});
    if (error !== undefined) throw error;
    const {Dir: sources = '', Error: refusal}: {Dir?: string; Error?: string} = JSON.parse(stdout || '{}');
    if (!existsSync(sources)) throw new Error(`${module}: ${refusal ?? stderr}`);
    return sources;
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
