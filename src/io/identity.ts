// SPDX-License-Identifier: Apache-2.0
import {hostname, userInfo} from 'node:os';

/** Who this process is, for others who find its lock. */
export interface ProcessIdentity {
  /** `user@host, process 123` */
  name: string;
  /** Whether that name is of a process of this machine that has ended. */
  isGone(name: string): boolean;
}

export function processIdentity(): ProcessIdentity {
  const machine = `${userName()}@${hostname()}, process `;
  return {
    name: `${machine}${process.pid}`,
    isGone(name) {
      const pid = name.startsWith(machine) ? Number(name.slice(machine.length)) : Number.NaN;
      return Number.isInteger(pid) && !isAlive(pid);
    },
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown'; // a user id without an entry, as in many containers
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
