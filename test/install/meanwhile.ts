// SPDX-License-Identifier: Apache-2.0
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {text} from 'node:stream/consumers';

/** One event of `--progress json`. */
export interface Step {
  kind: string;
  components?: {component: string; applied: number; ready: number; waitedFor: number}[];
  error?: string;
}

export interface MeanwhileRun {
  exitCode: number | null;
  stderr: string;
  steps: Step[];
}

/** Enough for an install on a busy machine; one that hangs is killed, and has no exit code. */
const LONGEST = 200_000;

/**
 * Runs an install as a user would and does something once, when it has come so far; `steps` grows while it does. Throws
 * when it never comes so far.
 */
export async function runMeanwhile(
  kubeconfig: string,
  line: string,
  when: (step: Step) => boolean,
  act: (child: ChildProcess, steps: readonly Step[]) => unknown,
): Promise<MeanwhileRun> {
  const env = {...process.env, KUBECONFIG: kubeconfig, HOME: '/nonexistent'};
  const child = spawn(process.execPath, ['bin/run.js', ...line.split(' '), '--progress', 'json'], {
    env,
    timeout: LONGEST,
    killSignal: 'SIGKILL',
  });
  const said = text(child.stderr);
  const steps: Step[] = [];
  let acting: Promise<unknown> | undefined;
  createInterface({input: child.stdout}).on('line', (one) => {
    const {event}: {event: Step} = JSON.parse(one);
    steps.push(event);
    if (acting !== undefined || !when(event)) return;
    acting = Promise.resolve(act(child, steps));
    // What was to be done to it failed: that is thrown below.
    acting.catch(() => child.kill('SIGKILL'));
  });
  await once(child, 'close');
  const stderr = await said;
  if (acting === undefined) throw new Error(`the install did not come so far:\n${stderr}`);
  await acting;
  return {exitCode: child.exitCode, stderr, steps};
}
