// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, readFileSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, join, resolve} from 'node:path';
import {describe, expect, test} from 'vitest';

/** These do nothing without a cluster; the tests on the control plane run them. */
const NEEDS_CLUSTER: RegExp[] = [
  /^(manifest:)?install$/,
  /^upgrade$/,
  /^uninstall$/,
  /^tag:/,
  /^(proxies:.*|wait|experimental:envoy-stats)$/,
  /^installed:/,
  /^create-remote-secret$/,
  /^experimental:workload:entry:configure$/,
  /^bug-report$/,
  /^remote-clusters$/,
  /^check$/,
  /^(experimental:)?(proxy-status|version)$/,
  /^experimental:(internal-debug|precheck|check-inject|injector:list)$/,
  /^proxy-config:snapshot$/,
  /^certs$/,
  /^(admin:log|experimental:(metrics|describe:.*))$/,
  /^dashboard:/,
  /^describe:(request|mtls|objects|proxies)$/,
  /^waypoint:(apply|delete|list|status)$/,
  /^(proxy|ztunnel)-config:(log|rootca-compare)$/,
];

/** Commands that read files too ask running proxies where no file is given. */
const ASKS_PROXY = /(proxy-config|pc|ztunnel-config|zc|authz check) (?!diff )(?!.* -f )|pc diff deploy/;

/** The same of what reads objects. */
const ASKS_CLUSTER = /%> snapshot -o|migrate ambient (?!.*--config )|why deploy/;

/** Needs a repository with a commit of that name: test/commands/preview/change.test.ts has one. */
const ASKS_GIT = / --git /;

interface Described {
  id: string;
  examples?: (string | {command: string})[];
}

const {commands}: {commands: Record<string, Described>} = JSON.parse(readFileSync('oclif.manifest.json', 'utf8'));
const examples = Object.values(commands)
  .filter(({id}) => !NEEDS_CLUSTER.some((pattern) => pattern.test(id)))
  .flatMap(({examples = []}) => examples.map((example) => (typeof example === 'string' ? example : example.command)))
  .filter((example) => !ASKS_PROXY.test(example) && !ASKS_CLUSTER.test(example) && !ASKS_GIT.test(example));

const bin = mkdtempSync(join(tmpdir(), 'istioctl-bin-'));
symlinkSync(resolve('bin/run.js'), join(bin, 'istioctl'));

describe('the examples of --help run as written', () => {
  test.each(examples)('%s', (example) => {
    const folder = mkdtempSync(join(tmpdir(), 'istioctl-examples-'));
    cpSync('test/testdata/examples', folder, {recursive: true});
    const env = {...process.env, KUBECONFIG: '/dev/null', PATH: `${bin}${delimiter}${process.env['PATH']}`};
    const run = spawnSync('sh', ['-c', example.replace('<%= config.bin %>', 'istioctl')], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    // A comparison that finds differences ends with 1, as its help says.
    expect(run.status, run.stderr).toBeLessThanOrEqual(/ (?:diff|preview -f) /.test(example) ? 1 : 0);
    expect(run.stdout + run.stderr).not.toBe('');
  });
});
