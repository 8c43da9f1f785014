// SPDX-License-Identifier: Apache-2.0
// node scripts/run.mjs scripts/lock/complete-optional.ts: adds to package-lock.json the packages for other platforms that
// the registry at hand does not hold. npm leaves them out when it writes the file, and `npm ci` then refuses the file.
import {readFileSync, writeFileSync} from 'node:fs';

interface Locked {
  version: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const FILE = 'package-lock.json';
const lock: {packages: Record<string, Locked>} = JSON.parse(readFileSync(FILE, 'utf8'));

/** What the end of a package's name says of where it runs: `linux-arm64-musl`, `win32-x64`, `wasm32-wasi`. */
function platformOf(name: string): Pick<Locked, 'os' | 'cpu' | 'libc'> {
  if (name.endsWith('wasm32-wasi')) return {cpu: ['wasm32']};
  const [, os = '', cpu = '', abi] =
    /(android|darwin|freebsd|linux|openharmony|win32)-([a-z0-9]+)(?:-([a-z]+))?$/.exec(name) ?? [];
  if (os === '') throw new Error(`cannot tell the platform of ${name}`);
  const libc = os !== 'linux' || abi === undefined ? {} : {libc: [abi.startsWith('musl') ? 'musl' : 'glibc']};
  return {os: [os], cpu: [cpu], ...libc};
}

let added = 0;
for (const [path, {dev, optionalDependencies = {}}] of Object.entries(lock.packages)) {
  if (path === '') continue;
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (lock.packages[`node_modules/${name}`] || lock.packages[`${path}/node_modules/${name}`]) continue;
    if (!/^\d/.test(version)) continue;
    lock.packages[`node_modules/${name}`] = {version, ...platformOf(name), ...(dev && {dev}), optional: true};
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages for other platforms added`);
