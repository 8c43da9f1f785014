// SPDX-License-Identifier: Apache-2.0
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {istioctl} from '../support/run.js';
import {all, officialCharts, whyNoOfficialCharts} from './modules.js';

const missing = whyNoOfficialCharts();
const charts = missing === undefined ? officialCharts() : [];
// In a sample each profile is tried with the charts of one release, in turn.
const profiles = charts.flatMap(({name, path}, turn) =>
  readdirSync(join(path, 'profiles'))
    .filter((_, i) => all || i % charts.length === turn)
    .map((file) => ({name, path, profile: file.replace('.yaml', '')})),
);

describe.skipIf(missing !== undefined)("manifest generate -d with Istio's own charts", () => {
  test.each(profiles)('$name: $profile', async ({path, profile}) => {
    const {exitCode, stdout, stderr} = await istioctl(`manifest generate -d ${path} --set profile=${profile}`);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout === '').toBe(profile === 'empty');
    if (profile !== 'empty' && profile !== 'remote') expect(stdout).toContain('kind: Deployment\n');
  });
});
