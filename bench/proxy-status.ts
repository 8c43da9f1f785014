// SPDX-License-Identifier: Apache-2.0
// node scripts/run.mjs bench/proxy-status.ts [-- --runs N]: `proxy-status POD` in a mesh of 1,500 services, in seconds of
// wall clock: istiod and the proxy's admin port are pods of the test control plane, and both hold the recorded dump.
// ISTIOCTL_REF names a reference binary to run beside ours.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {gunzipSync} from 'node:zlib';
import {authority, workload} from '../test/envoy-server/certificates.js';
import {startFakeIstiod, startPages} from '../test/istiod/fake-istiod.js';
import {startTestMesh} from '../test/istiod/mesh.js';
import {measure} from './measure.js';
import {RECORDED_DUMPS} from './works.js';

const {values} = parseArgs({options: {runs: {type: 'string', default: '5'}}});
const reference = process.env['ISTIOCTL_REF'];

const dump = gunzipSync(readFileSync(join(RECORDED_DUMPS, 'config-dump-54mb.json.gz')));
const {configs}: {configs: Record<string, unknown>[]} = JSON.parse(dump.toString());
const istiod = await startFakeIstiod({
  tls: {server: workload(authority('mesh'), {dns: ['istiod.istio-system.svc']})},
  reply: () => ({resources: configs}),
});
const admin = await startPages({'/config_dump': dump});
const mesh = await startTestMesh();
try {
  await mesh.addPod({
    namespace: 'istio-system',
    name: 'istiod-1',
    labels: {app: 'istiod', istio: 'pilot', 'istio.io/rev': 'default'},
    ports: {15012: istiod.port},
  });
  await mesh.addPod({namespace: 'default', name: 'big', ports: {15000: admin.port}});
  process.env['KUBECONFIG'] = mesh.plane.kubeconfig;
  await report('proxy-status POD, live, 1,500 services', [process.execPath, 'bin/run.js', 'proxy-status', 'big']);
  if (reference) await report('reference', [reference, 'proxy-status', 'big']);
} finally {
  await mesh.stop();
  istiod.stop();
  admin.stop();
}

async function report(name: string, command: readonly string[]): Promise<void> {
  await measure(command); // istiod's answer is encoded once
  const walls: number[] = [];
  let memory = 0;
  for (let i = 0; i < Number(values.runs); i++) {
    const cost = await measure(command);
    walls.push(cost.wall);
    memory = Math.max(memory, cost.memory);
  }
  const median = walls.toSorted((a, b) => a - b)[Math.floor(walls.length / 2)] ?? Number.NaN;
  console.log(`${name.padEnd(46)} ${(median / 1000).toFixed(2)} s wall, ${memory.toFixed(0)} MiB   at most 5 s wall`);
}
