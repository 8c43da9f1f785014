// SPDX-License-Identifier: Apache-2.0
import {existsSync} from 'node:fs';

/** One thing to measure: our command, what the goal says, and the reference's arguments for the same. */
export interface Work {
  name: string;
  /** Starts with the path of a Node, which the bench replaces by the Node that it measures. */
  command: readonly string[];
  limit: string;
  reference?: readonly string[];
  /** What writes the files that the command reads. */
  prepare?: readonly string[];
  /** How often the work is done in the process; the cost is divided by it. */
  per?: number;
}

function ours(...args: string[]): string[] {
  return [process.execPath, 'bin/run.js', ...args];
}

/** Where the input of kube-inject is written to. */
export const INJECT_INPUT = 'node_modules/.cache/bench/inject';

const INJECTOR = [
  `--injectConfigFile=${INJECT_INPUT}/config`,
  `--valuesFile=${INJECT_INPUT}/values`,
  `--meshConfigFile=${INJECT_INPUT}/mesh`,
];

function kubeInject(name: string, file: string, limit: string, flags: readonly string[], referenceFlags = flags): Work {
  const args = (own: readonly string[]) => ['kube-inject', '-f', `${INJECT_INPUT}/${file}`, ...own];
  return {
    name: `kube-inject, ${name}`,
    prepare: [process.execPath, 'scripts/run.mjs', 'bench/inject-input.ts'],
    command: ours(...args(flags)),
    limit,
    // The reference looks for a cluster unless it is told a revision.
    reference: args([...referenceFlags, '-r', 'default']),
  };
}

/** Where recorded dumps of proxies lie, and where they are unpacked to. */
export const RECORDED_DUMPS = '../shared/bench';
export const PROXY_DUMPS = 'node_modules/.cache/bench/proxy';

/** The recorded dump, grown to so many megabytes. */
export function grownDump(megabytes: number | string): string {
  return `${PROXY_DUMPS}/config-dump-${megabytes}mb-grown.json`;
}

function proxyConfig(name: string, dump: string, limit: string, ...args: string[]): Work {
  const [command = '', ...flags] = args;
  const all = ['proxy-config', command, '-f', dump, ...flags];
  return {
    name: `proxy-config ${args.join(' ')}, ${name}`,
    ...(dump.startsWith(PROXY_DUMPS) ? {prepare: [process.execPath, 'scripts/run.mjs', 'bench/proxy-dumps.ts']} : {}),
    command: ours(...all),
    limit,
    // The reference has neither.
    ...(['trace', 'diff'].includes(command) ? {} : {reference: all}),
  };
}

const BIG = `${PROXY_DUMPS}/config-dump-54mb.json`;

/** What goes on from here only with BENCH_LARGE: preparing takes a gigabyte of disk, the runs minutes. */
const GROWN = process.env['BENCH_LARGE'] ? [150, 600] : [];

/** The costs of the recorded dump, times as large as the file. */
const grownDumps: readonly Work[] = GROWN.flatMap((megabytes) =>
  ['cluster', 'listener', 'route', 'eds', 'all', 'trace http://svc-0014.big:8080/'].map((command) => ({
    ...proxyConfig(`${megabytes} MB`, grownDump(megabytes), 'in step with 54 MB', ...command.split(' ')),
    prepare: [process.execPath, 'scripts/run.mjs', 'bench/proxy-dumps.ts', String(megabytes)],
  })),
);

/** None where the recordings are not there. */
const bigDumps: readonly Work[] = existsSync(RECORDED_DUMPS)
  ? [
      proxyConfig('54 MB', BIG, '12 N, 240 MiB', 'cluster'),
      proxyConfig('54 MB', BIG, '10 N, 240 MiB', 'listener'),
      proxyConfig('54 MB', BIG, '10 N, 240 MiB', 'route'),
      proxyConfig('54 MB', BIG, '18 N, 300 MiB', 'all'),
      proxyConfig('54 MB', BIG, '4 s wall, 1000 MiB', 'all', '-o', 'yaml'),
      proxyConfig('54 MB', BIG, '12 N, 240 MiB', 'trace', 'http://svc-0014.big:8080/'),
      {
        ...proxyConfig('54 MB with itself', BIG, '40 N, 300 MiB', 'diff'),
        command: ours('proxy-config', 'diff', BIG, BIG),
      },
      proxyConfig('24 MB', `${PROXY_DUMPS}/clusters-24mb.json`, '15 N', 'endpoint'),
      ...grownDumps,
    ]
  : [];

export const ANALYZE_INPUT = 'node_modules/.cache/bench/analyze';

function analyze(name: string, file: string, limit: string, ...flags: string[]): Work {
  const args = ['analyze', '--use-kube=false', '-A', `${ANALYZE_INPUT}/${file}`];
  return {
    name: `analyze, ${name}`,
    prepare: [process.execPath, 'scripts/run.mjs', 'bench/analyze-input.ts'],
    command: ours(...args, ...flags),
    limit,
    // The reference has no flags of ours.
    ...(flags.length === 0 && {reference: args}),
  };
}

export const works: readonly Work[] = [
  {
    name: 'version --remote=false',
    command: ours('version', '--remote=false'),
    limit: '1.5 N, 80 MiB',
    reference: ['version', '--remote=false'],
  },
  {name: '--help', command: ours('--help'), limit: '1.6 N', reference: ['--help']},
  {name: 'profile list', command: ours('profile', 'list'), limit: '1.6 N'},
  {
    name: 'manifest generate, default profile',
    command: ours('manifest', 'generate'),
    limit: '5 N, 110 MiB',
    reference: ['manifest', 'generate'],
  },
  {
    name: '100 renderings in one process, each',
    command: [process.execPath, 'scripts/run.mjs', 'bench/render-hundred.ts'],
    limit: '1 N',
    per: 100,
  },
  kubeInject('one Deployment, offline', 'one.yaml', '3 N', INJECTOR),
  kubeInject('one Deployment, with --set', 'one.yaml', '5 N', ['--set', 'profile=demo'], INJECTOR),
  kubeInject('1,000 Deployments in a file', 'thousand.yaml', '40 N', INJECTOR),
  proxyConfig('a small dump', 'test/testdata/examples/dump.json', '2.0 N', 'cluster'),
  ...bigDumps,
  analyze('one small file', 'small.yaml', '2.0 N, 75 MiB'),
  analyze('10,000 resources in one file', 'large.yaml', '24 N, 200 MiB'),
  analyze('100,000 resources in one file', 'huge.yaml', '10 × the line above', '--timeout=10m'),
  analyze('10,000 of a mesh, complete', 'mesh.yaml', '24 N, 200 MiB', '--as-complete'),
  analyze('100,000 of a mesh, complete', 'huge-mesh.yaml', '10 × the line above', '--as-complete', '--timeout=10m'),
];
