// SPDX-License-Identifier: Apache-2.0
import {createWriteStream, rmSync} from 'node:fs';
import {rename} from 'node:fs/promises';
import {pipeline} from 'node:stream/promises';
import {createGzip} from 'node:zlib';
import {packTar} from 'modern-tar/fs';

/**
 * Writes a folder into a .tar.gz, whole or not at all. Only its owner may read it.
 *
 * @param target What the folder is called in the archive.
 * @param level How hard it is packed, from 0 for not at all to 9; zlib's own when left out.
 * @throws the error of the system.
 */
export async function packFolder(
  folder: string,
  archive: string,
  {target, level}: {target: string; level?: number},
): Promise<void> {
  const partial = `${archive}.packed.partial`;
  try {
    const source = packTar([{type: 'directory', source: folder, target}]);
    await pipeline(source, createGzip({level}), createWriteStream(partial, {mode: 0o600}));
    await rename(partial, archive);
  } catch (error) {
    rmSync(partial, {force: true});
    throw error;
  }
}
