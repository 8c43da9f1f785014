// SPDX-License-Identifier: Apache-2.0
// node scripts/run.mjs bench/analyze-live.ts [-- --runs N]: `analyze -A` of a test control plane with 1,500 Services and
// as many ServiceEntries, in seconds of wall clock; ISTIOCTL_REF names a reference binary to run beside ours.
import {parseArgs} from 'node:util';
import type {ObjectToApply} from '../src/io/kube/cluster.js';
import {connect} from '../src/io/kube/connect.js';
import {startEmptyMesh} from '../test/cluster/empty-mesh.js';
import {measure} from './measure.js';

const SIZE = 1500;
/** Objects that are created at a time. */
const WRITERS = 16;

const {values} = parseArgs({options: {runs: {type: 'string', default: '9'}}});
const reference = process.env['ISTIOCTL_REF'];

const plane = await startEmptyMesh();
try {
  await fill(plane.kubeconfig);
  process.env['KUBECONFIG'] = plane.kubeconfig;
  await report('analyze -A, live, 1,500 services and entries', [process.execPath, 'bin/run.js', 'analyze', '-A']);
  if (reference) await report('reference', [reference, 'analyze', '-A']);
} finally {
  await plane.stop();
}

async function report(name: string, command: readonly string[]): Promise<void> {
  const walls: number[] = [];
  let memory = 0;
  for (let i = 0; i < Number(values.runs); i++) {
    const cost = await measure(command);
    walls.push(cost.wall);
    memory = Math.max(memory, cost.memory);
  }
  const median = walls.toSorted((a, b) => a - b)[Math.floor(walls.length / 2)] ?? Number.NaN;
  console.log(`${name.padEnd(46)} ${(median / 1000).toFixed(2)} s wall, ${memory.toFixed(0)} MiB   at most 1 s wall`);
}

async function fill(kubeconfig: string): Promise<void> {
  const cluster = await connect({kubeconfig});
  const objects = Array.from({length: SIZE}, (_, i) => [service(i), serviceEntry(i)])
    .flat()
    .values();
  const write = async (): Promise<void> => {
    for (const object of objects) await cluster.apply(object, {fieldManager: 'bench'});
  };
  await Promise.all(Array.from({length: WRITERS}, write));
  cluster.close();
}

function service(i: number): ObjectToApply {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {namespace: 'default', name: `svc-${i}`},
    spec: {selector: {app: `app-${i}`}, ports: [{name: 'http', port: 80, targetPort: 8080}]},
  };
}

function serviceEntry(i: number): ObjectToApply {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: {namespace: 'default', name: `entry-${i}`},
    spec: {
      hosts: [`host-${i}.example.com`],
      location: 'MESH_EXTERNAL',
      ports: [{number: 443, name: 'https', protocol: 'HTTPS'}],
      resolution: 'DNS',
    },
  };
}
