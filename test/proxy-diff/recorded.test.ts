// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {commonForm} from '../../src/actions/proxies/istiod-side.js';
import {readConfigDump} from '../../src/envoy/dump/config-dump.js';
import {diffDumps} from '../../src/proxy-diff/diff.js';

const RECORDED = '../shared/goldens/live/dumps';

/** What istiod had for productpage, and what the Envoys of two pods had, all at the same time. */
const read = (file: string) => readConfigDump({bytes: readFileSync(`${RECORDED}/${file}`), name: file});

describe.skipIf(!existsSync(RECORDED))('recordings of a real istiod and real Envoys (needs ../shared)', () => {
  const compare = async (envoy: string) =>
    diffDumps(read(`admin/${envoy}.config_dump`), read('istiod/config_dump.json'), ['cluster', 'listener', 'route'], {
      dynamic: true,
      read: await commonForm(),
    });

  test('a proxy that is up to date has what istiod would have it have', async () => {
    const diff = await compare('productpage-v1-7498b5bd44-tclvq.bookinfo');
    expect(diff).toEqual({changes: [], unchanged: 65, notCompared: []});
  });

  test('another proxy differs in what is its own', async () => {
    const {changes} = await compare('details-v1-65bd58d55f-jnjdd.bookinfo');
    expect(changes.map(({type, name}) => `${type} ${name}`)).toContain('cluster inbound|9080||');
    expect(changes.length).toBe(8);
  });
});
