// SPDX-License-Identifier: Apache-2.0
// Packs the package, installs it into an empty folder, and runs it there as a user would, with the Node that runs this.
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {isDeepStrictEqual} from 'node:util';

interface Try {
  args: readonly string[];
  exitCode: number;
  stdout: RegExp;
  stderr: RegExp;
}

const NOWHERE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart, namespace: shop}
spec:
  hosts: [cart.shop.svc.cluster.local]
  gateways: [no-such-gateway]
  http: [{route: [{destination: {host: cart}}]}]
`;

const TRIES: readonly Try[] = [
  {args: ['version', '--remote=false'], exitCode: 0, stdout: /^client version: \S+\n$/, stderr: /^$/},
  {args: ['manifest', 'generate'], exitCode: 0, stdout: /kind: Deployment[^]*name: istiod/, stderr: /^$/},
  {
    args: ['analyze', '--use-kube=false', '-n', 'shop', 'cart.yaml'],
    exitCode: 79,
    stdout: /Error \[IST0101\] \(VirtualService shop\/cart cart\.yaml:\d+\)/,
    stderr: /./,
  },
];

/** What is wrong with a run, or undefined. */
function complaint(folder: string, {args, exitCode, stdout, stderr}: Try): string | undefined {
  const env = {...process.env, KUBECONFIG: '/dev/null', HOME: folder};
  const entry = join(folder, 'node_modules', 'istioctl', 'bin', 'run.js');
  const run = spawnSync(process.execPath, [entry, ...args], {cwd: folder, env, encoding: 'utf8', maxBuffer: 1 << 26});
  if (run.status === exitCode && stdout.test(run.stdout) && stderr.test(run.stderr)) return undefined;
  return `istioctl ${args.join(' ')} ended with ${run.status}:\n${run.stdout.slice(0, 2000)}\n${run.stderr}`;
}

/** Everything that the package has beside the code. */
const PACKED = 'LICENSE README.md THIRD-PARTY.md bin dist oclif.manifest.json package.json sbom.cdx.json'.split(' ');

/** The archive's largest size in bytes: today it has 1.7 million. */
const LARGEST = 2_500_000;

/** Returns what is wrong with the files in the archive, or with its size. */
function contentComplaints(archive: string): string[] {
  const listed = execFileSync('tar', ['-tzf', archive], {encoding: 'utf8'}).trim().split('\n');
  const found = [...new Set(listed.map((path) => path.split('/')[1] ?? path))].sort();
  const {size} = statSync(archive);
  return [
    ...(isDeepStrictEqual(found, [...PACKED].sort()) ? [] : [`the package has ${found.join(', ')}`]),
    ...(size <= LARGEST ? [] : [`the package has ${size} bytes, ${LARGEST} at most`]),
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'istioctl-packed-'));
try {
  const packed = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
    encoding: 'utf8',
  });
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  writeFileSync(join(folder, 'cart.yaml'), NOWHERE);
  const flags = ['--offline', '--no-fund', '--no-audit', '--prefix', folder];
  execFileSync('npm', ['install', ...flags, resolve(folder, packed.trim())], {stdio: 'inherit', cwd: folder});
  const failed = TRIES.map((each) => complaint(folder, each)).filter((each) => each !== undefined);
  const complaints = [...contentComplaints(join(folder, packed.trim())), ...failed];
  for (const each of complaints) console.log(each);
  console.log(`the package on Node ${process.version}: ${TRIES.length - failed.length} of ${TRIES.length} commands`);
  if (complaints.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, {recursive: true, force: true});
}
