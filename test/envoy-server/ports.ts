// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {createServer} from 'node:net';

// Nobody can keep a port free for a program that is yet to start. But below the range from which the kernel hands out
// ports by itself (net.ipv4.ip_local_port_range) only those get one who ask for it by number, and each worker of the
// tests asks in a range of its own.
const [FIRST, SHARE, SHARES] = [10_000, 2_800, 8];

let next = 0;

/** Ports of the loopback address that nobody listens on, all different, and none that was returned a while ago. */
export async function freePorts(count: number): Promise<number[]> {
  const start = FIRST + (Number(process.env['VITEST_POOL_ID'] ?? 0) % SHARES) * SHARE;
  // Two runs at a time begin at different places.
  if (next === 0) next = process.pid % SHARE;
  const ports: number[] = [];
  for (let tried = 0; ports.length < count; tried++) {
    if (tried > SHARE) throw new Error(`no ${count} of the ports from ${start} on are free`);
    const port = start + (next++ % SHARE);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  await once(server.close(), 'close');
  return true;
}
