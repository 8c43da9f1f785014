// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {istioctl} from '../../support/run.js';

const DUMP = 'test/testdata/examples/sidecar.json';
const ROWS = [
  {kind: 'DestinationRule', name: 'reviews', objectNamespace: 'shop', shapes: '2 clusters'},
  {kind: 'VirtualService', name: 'reviews', objectNamespace: 'shop', shapes: '3 routes'},
].map((row) => ({pod: 'cart-1', namespace: 'shop', ...row}));

describe('objects and proxies, of a dump', () => {
  test('what shapes a proxy', async () => {
    expect(await istioctl(`describe objects -f ${DUMP}`)).toMatchObject({
      exitCode: 0,
      stdout: `POD           KIND              NAME      NAMESPACE   SHAPES
cart-1.shop   DestinationRule   reviews   shop        2 clusters
cart-1.shop   VirtualService    reviews   shop        3 routes
`,
      stderr: expect.stringMatching(/^Note: .*EnvoyFilters/),
    });
  });

  test('for programs', async () => {
    const {stdout} = await istioctl(`x describe objects -f ${DUMP} -o json`);
    expect(JSON.parse(stdout)).toEqual({
      apiVersion: 'istioctl/v1',
      kind: 'ProxyObjects',
      items: ROWS,
      unreachable: [],
    });
  });

  test('what an object reaches', async () => {
    const {stdout, exitCode} = await istioctl(`describe proxies vs/reviews.shop -f ${DUMP} -o ndjson`);
    expect([exitCode, stdout]).toEqual([0, `${JSON.stringify(ROWS[1])}\n`]);
    expect(await istioctl(`describe proxies vs/reviews -n shop -f ${DUMP} -o name`)).toMatchObject({
      exitCode: 0,
      stdout: 'cart-1.shop\n',
      stderr: '',
    });
  });

  test.each([
    ['vs/cart.shop', 1, 'vs/cart.shop reaches none of the proxies that were asked'],
    ['envoyfilter/lua.shop', 80, 'a dump does not tell of any EnvoyFilter'],
    ['cart', 64, 'cart names no resource'],
    ['po/cart', 64, '"po" is no kind that shapes proxies'],
    ['', 64, 'describe proxies requires one KIND/NAME'],
  ])('%s ends with %i', async (target, exitCode, message) => {
    const run = await istioctl(`describe proxies ${target} -f ${DUMP}`);
    expect(run).toMatchObject({exitCode, stderr: expect.stringContaining(`Error: ${message}\n`)});
  });
});
