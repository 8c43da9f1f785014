// SPDX-License-Identifier: Apache-2.0
// npm run bench [-- --runs N] [--only REGEX] [--node PATH]...: what whole processes cost, in N = the CPU of bare `node -e 0`
// in the same run. Each --node is a Node to measure, with an N of its own (default: the Node that runs this).
// ISTIOCTL_REF names a reference binary to run beside ours.
import {execFileSync} from 'node:child_process';
import {parseArgs} from 'node:util';
import {type Cost, measure} from './measure.js';
import {type Work, works} from './works.js';

const {values} = parseArgs({
  options: {
    runs: {type: 'string', default: '9'},
    only: {type: 'string', default: '.'},
    node: {type: 'string', multiple: true, default: [process.execPath]},
  },
});
const reference = process.env['ISTIOCTL_REF'];

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function middle(costs: Cost[]): Cost {
  const of = (pick: (cost: Cost) => number) => median(costs.map(pick));
  return {cpu: of((c) => c.cpu), memory: Math.max(...costs.map((c) => c.memory)), wall: of((c) => c.wall)};
}

async function compare(work: Work, node: string): Promise<void> {
  const bare: Cost[] = [];
  const ours: Cost[] = [];
  const theirs: Cost[] = [];
  for (let i = 0; i < Number(values.runs); i++) {
    bare.push(await measure([node, '-e', '0']));
    ours.push(await measure([node, ...work.command.slice(1)]));
    if (reference && work.reference) theirs.push(await measure([reference, ...work.reference]));
  }
  const unit = middle(bare).cpu;
  const show = ({cpu, memory}: Cost) => `${(cpu / (work.per ?? 1) / unit).toFixed(2)} N ${memory.toFixed(0)} MiB`;
  const columns = [work.name.padEnd(46), show(middle(ours)).padEnd(18), `at most ${work.limit}`.padEnd(26)];
  if (theirs.length > 0) columns.push(`reference ${show(middle(theirs))}`);
  console.log(columns.join(' '));
}

const chosen = works.filter(({name}) => new RegExp(values.only).test(name));
for (const {prepare} of chosen) if (prepare) await measure(prepare);
for (const node of values.node) {
  const version = execFileSync(node, ['--version'], {encoding: 'utf8'}).trim();
  console.log(`Node ${version}: N = CPU of bare node in the same run; medians of ${values.runs}`);
  for (const work of chosen) await compare(work, node);
}
