// SPDX-License-Identifier: Apache-2.0
import {cpSync, mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {istioctl} from '../support/run.js';

/** These do nothing without a cluster; the tests on the control plane run them. */
const NEEDS_CLUSTER = /^((manifest:)?install|upgrade|uninstall|tag:.*|installed:.*|create-remote-secret)$/;

interface Described {
  id: string;
  examples?: (string | {command: string})[];
}

const {commands}: {commands: Record<string, Described>} = JSON.parse(readFileSync('oclif.manifest.json', 'utf8'));
const examples = Object.values(commands)
  .filter(({id}) => !NEEDS_CLUSTER.test(id))
  .flatMap(({examples = []}) => examples.map((example) => (typeof example === 'string' ? example : example.command)));

describe('the examples of --help run as written', () => {
  test.each(examples)('%s', async (example) => {
    const folder = mkdtempSync(join(tmpdir(), 'istioctl-examples-'));
    cpSync('test/testdata/examples', folder, {recursive: true});
    const [, ...args] = example.replace('<%= config.bin %>', 'istioctl').split(' ');
    const run = await istioctl(args, {cwd: folder});
    // A comparison that finds differences ends with 1, as its help says.
    expect(run.exitCode, run.stderr).toBeLessThanOrEqual(args.includes('diff') ? 1 : 0);
    expect(run.stdout + run.stderr).not.toBe('');
  });
});
