// SPDX-License-Identifier: Apache-2.0
// Fails when a file of src/ imports what its folder may not: the table of docs/architecture.md, enforced.
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';

/** What each folder of src/ may import besides itself, errors.ts, quantity.ts, suggest.ts and time-limit.ts; `io:types` allows `import type` from io. */
const ALLOWED: Record<string, readonly string[]> = {
  api: [],
  template: [],
  yaml: [],
  chart: ['template', 'yaml'],
  manifest: ['chart', 'template', 'yaml', 'api', 'io:types'],
  completion: ['api'],
  version: ['io:types'],
  envoy: [],
  ztunnel: ['envoy'],
  'proxy-diff': ['envoy'],
  xds: ['envoy', 'fleet', 'version:types', 'io:types'],
  fleet: ['api', 'envoy', 'io:types'],
  certs: ['envoy', 'ztunnel', 'fleet', 'io:types'],
  authz: ['envoy'],
  admin: [],
  metrics: [],
  dashboard: [],
  describe: ['envoy', 'fleet', 'io:types'],
  waypoint: ['yaml', 'io:types'],
  revision: ['manifest', 'chart', 'yaml', 'api', 'io:types'],
  install: ['manifest', 'revision', 'yaml', 'api', 'io:types'],
  check: ['install', 'revision', 'multicluster', 'manifest', 'envoy', 'xds', 'describe', 'certs', 'yaml', 'io:types'],
  multicluster: ['manifest', 'revision', 'yaml', 'io:types'],
  'bug-report': ['manifest', 'yaml', 'io:types'],
  workload: ['manifest', 'inject', 'yaml', 'api', 'io:types'],
  images: ['manifest', 'yaml', 'api'],
  profile: ['manifest', 'yaml', 'api'],
  inject: ['manifest', 'chart', 'template', 'yaml', 'api', 'revision', 'io:types'],
  analysis: ['api', 'yaml', 'envoy', 'io:types'],
  preview: ['api', 'yaml', 'envoy', 'analysis', 'io:types'],
  validate: ['analysis', 'manifest', 'yaml', 'api'],
  precheck: ['analysis', 'io:types'],
  migrate: ['analysis', 'waypoint'],
  actions: ['preview', 'writer', 'io', 'yaml', 'cli:types'],
  io: ['api', 'yaml', 'chart:types', 'manifest:types'],
  writer: [
    'analysis',
    'validate:types',
    'yaml',
    'manifest',
    'envoy',
    'ztunnel',
    'proxy-diff',
    'xds',
    'fleet',
    'certs',
    'install',
    'check',
    'revision:types',
    'version:types',
    'images:types',
    'profile:types',
    'inject:types',
    'multicluster:types',
    'authz',
    'admin',
    'metrics:types',
    'describe',
    'io:types',
    'waypoint',
    'migrate:types',
    'preview:types',
  ],
  cli: [
    'io',
    'writer',
    'envoy',
    'fleet',
    'xds',
    'proxy-diff:types',
    'yaml',
    'manifest:types',
    'analysis',
    'version',
    'dashboard',
    'describe',
    'multicluster',
  ],
  commands: [
    'actions',
    'analysis',
    'validate',
    'precheck',
    'migrate',
    'cli',
    'writer',
    'manifest',
    'chart',
    'install',
    'check',
    'revision',
    'multicluster',
    'images',
    'profile',
    'inject',
    'completion',
    'envoy',
    'ztunnel',
    'proxy-diff',
    'xds',
    'fleet',
    'certs',
    'version',
    'bug-report',
    'workload',
    'authz',
    'admin',
    'metrics',
    'waypoint',
    'dashboard',
    'describe',
    'api',
    'errors',
    'io',
    'yaml',
  ],
};

/** Packages and Node modules with one door each. */
const DOORS: [specifier: RegExp, allowed: RegExp][] = [
  [/^@oclif\/core(\/|$)/, /^src\/(cli|commands)\//],
  [/^@kubernetes\/client-node/, /^src\/io\/kube\//],
  [/^@grpc\//, /^src\/io\/istiod\//],
  [/^execa$/, /^src\/io\/process\.ts$/],
  [/^(chalk|cli-table3)$/, /^src\/(writer|cli)\//],
  [/^zod$/, /^src\/api\//],
  [/^(ws|modern-tar)$/, /^src\/io\//],
  [/^node:(fs|net|tls|http|https|http2|child_process|dns|os|process|readline)/, /^src\/io\//],
];

const IMPORT = /^\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|import\('([^']+)'\)/gm;

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

function folderOf(path: string): string {
  const [, first = '', ...rest] = path.split('/');
  return rest.length === 0 ? first.replace(/\.(ts|js)$/, '') : first;
}

function complaint(file: string, specifier: string, typeOnly: boolean): string | undefined {
  if (!specifier.startsWith('.')) {
    const door = DOORS.find(([pattern]) => pattern.test(specifier));
    return door && !door[1].test(file) && !typeOnly ? `${specifier} has its door in ${door[1].source}` : undefined;
  }
  const from = folderOf(file);
  const to = folderOf(relative('.', join(dirname(file), specifier)));
  if (from === to) return undefined;
  const allowed = [...(ALLOWED[from] ?? []), 'errors', 'quantity', 'suggest', 'time-limit'];
  if (allowed.includes(to) || (typeOnly && allowed.includes(`${to}:types`))) return undefined;
  return `src/${from} may not import src/${to}`;
}

const complaints = filesBelow('src')
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const found = [...readFileSync(file, 'utf8').matchAll(IMPORT)];
    return found.flatMap((match) => {
      // What tells an address from a name is pure, though it lives among sockets.
      if (/\{isIP(?:v[46])?(?:, isIP(?:v[46])?)*\}/.test(match[0])) return [];
      const message = complaint(file, match[2] ?? match[3] ?? '', match[1] !== undefined);
      return message ? [`${file}: ${message}`] : [];
    });
  });
for (const line of complaints) console.error(line);
console.error(
  complaints.length === 0 ? 'imports: all in the allowed directions' : `imports: ${complaints.length} not allowed`,
);
process.exitCode = complaints.length === 0 ? 0 : 1;
