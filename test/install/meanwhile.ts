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

/**
 * Runs an install as a user would and does something once, when it has come so far. Throws when it never comes so far.
 */
export async function runMeanwhile(
  kubeconfig: string,
  line: string,
  when: (step: Step) => boolean,
  act: (child: ChildProcess) => unknown,
): Promise<MeanwhileRun> {
  const env = {...process.env, KUBECONFIG: kubeconfig, HOME: '/nonexistent'};
  const child = spawn(process.execPath, ['bin/run.js', ...line.split(' '), '--progress', 'json'], {env});
  const said = text(child.stderr);
  const steps: Step[] = [];
  let acting: Promise<unknown> | undefined;
  createInterface({input: child.stdout}).on('line', (one) => {
    const {event}: {event: Step} = JSON.parse(one);
    steps.push(event);
    if (acting === undefined && when(event)) acting = Promise.resolve(act(child));
  });
  await once(child, 'close');
  const stderr = await said;
  if (acting === undefined) throw new Error(`the install did not come so far:\n${stderr}`);
  await acting;
  return {exitCode: child.exitCode, stderr, steps};
}
