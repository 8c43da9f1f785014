// SPDX-License-Identifier: Apache-2.0
import {availableParallelism} from 'node:os';
import {defineConfig} from 'vitest/config';

/**
 * Tests that start a Kubernetes API server, which takes minutes to build the first time, or an Envoy, those that run
 * hundreds of recorded commands, and those that render Istio's own charts: `npm run test:servers`.
 */
const SERVERS = [
  'test/**/*.cluster.test.ts',
  'test/cluster/**/*.test.ts',
  'test/**/*.envoy.test.ts',
  'test/envoy-server/**/*.test.ts',
  'test/official-charts/**/*.test.ts',
  'test/recorded/**/*.test.ts',
];

export default defineConfig({
  test: {
    isolate: false,
    // By default vitest leaves one processor idle, which on two is half of them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: 'test/support/own-tmpdir.ts',
    setupFiles: ['test/support/fixed-seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {extends: true, test: {name: 'unit', include: ['test/**/*.test.ts'], exclude: SERVERS}},
      {
        extends: true,
        test: {
          name: 'servers',
          include: SERVERS,
          setupFiles: ['test/support/left-behind.ts'],
          // Mostly they wait, for what servers do from time to time: one file after the other leaves processors idle.
          maxWorkers: 2,
          hookTimeout: 1_500_000,
        },
      },
    ],
  },
});
