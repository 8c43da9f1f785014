// SPDX-License-Identifier: Apache-2.0
// npm run bench [-- --runs N] [--only REGEX]: what whole processes cost, in N = the CPU of bare `node -e 0` in the same run.
// ISTIOCTL_REF names a reference binary to run beside ours.
import {parseArgs} from 'node:util';
import {type Cost, measure} from './measure.js';
import {type Work, works} from './works.js';

const {values} = parseArgs({options: {runs: {type: 'string', default: '9'}, only: {type: 'string', default: '.'}}});
const reference = process.env['ISTIOCTL_REF'];

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function middle(costs: Cost[]): Cost {
  const of = (pick: (cost: Cost) => number) => median(costs.map(pick));
  return {cpu: of((c) => c.cpu), memory: Math.max(...costs.map((c) => c.memory)), wall: of((c) => c.wall)};
}

async function compare(work: Work): Promise<void> {
  const bare: Cost[] = [];
  const ours: Cost[] = [];
  const theirs: Cost[] = [];
  if (work.prepare) await measure(work.prepare);
  for (let i = 0; i < Number(values.runs); i++) {
    bare.push(await measure([process.execPath, '-e', '0']));
    ours.push(await measure(work.command));
    if (reference && work.reference) theirs.push(await measure([reference, ...work.reference]));
  }
  const unit = middle(bare).cpu;
  const show = ({cpu, memory}: Cost) => `${(cpu / (work.per ?? 1) / unit).toFixed(2)} N ${memory.toFixed(0)} MiB`;
  const columns = [work.name.padEnd(46), show(middle(ours)).padEnd(18), `at most ${work.limit}`.padEnd(26)];
  if (theirs.length > 0) columns.push(`reference ${show(middle(theirs))}`);
  console.log(columns.join(' '));
}

console.log(`N = CPU of bare node in the same run; medians of ${values.runs}`);
for (const work of works.filter(({name}) => new RegExp(values.only).test(name))) await compare(work);
