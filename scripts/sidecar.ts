// SPDX-License-Identifier: Apache-2.0
// npm run sidecar -- FILE: runs a real Envoy configured as a sidecar of Istio and saves its config dump, without what
// differs from run to run or tells of this machine. With -- COMMAND... it then runs istioctl with each of the commands
// on that dump and prints what a terminal would show.
import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {startEnvoy} from '../test/envoy-server/envoy.js';
import {cartSidecar} from '../test/envoy-server/sidecar.js';

const [file, ...commands] = process.argv.slice(2);
if (!file) throw new Error('usage: npm run sidecar -- FILE [COMMAND...]');

const envoy = await startEnvoy(cartSidecar({outbound: 15001, inbound: 15006, upstream: 8080}));
const dump: unknown = JSON.parse((await envoy.page('/config_dump?include_eds')).toString(), withoutMachine);
await envoy.stop();
writeFileSync(file, `${JSON.stringify(dump, null, 1)}\n`);
for (const command of commands) {
  console.log(`$ istioctl ${command} -f ${file}`);
  const {stdout, stderr, status} = spawnSync(process.execPath, ['bin/run.js', ...command.split(' '), '-f', file], {
    encoding: 'utf8',
  });
  console.log(`${stdout}${stderr}${status === 0 ? '' : `(exit code ${status})\n`}`);
}

/** Discovery comes from files here and over ADS from istiod; the extensions of a build fill pages. */
function withoutMachine(this: unknown, key: string, value: unknown): unknown {
  if (key === 'extensions' || key === 'admin') return undefined;
  if (key === 'last_updated') return '2026-11-26T00:00:00.000Z';
  if (typeof value !== 'object' || value === null || !('path_config_source' in value)) return value;
  return {ads: {}, resource_api_version: 'V3'};
}
