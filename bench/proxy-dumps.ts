// SPDX-License-Identifier: Apache-2.0
// Unpacks the recorded dumps that proxy-config is measured on; they lie beside the repository, not in it.
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {PROXY_DUMPS, RECORDED_DUMPS} from './works.js';

mkdirSync(PROXY_DUMPS, {recursive: true});
for (const name of ['config-dump-54mb.json', 'clusters-24mb.json']) {
  const file = join(PROXY_DUMPS, name);
  if (!existsSync(file)) writeFileSync(file, gunzipSync(readFileSync(join(RECORDED_DUMPS, `${name}.gz`))));
}
