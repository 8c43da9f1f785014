// SPDX-License-Identifier: Apache-2.0
// Runs many command lines in one process, which is much faster than a process for each. Standard input is a JSON list of
// {argv, env}; standard output is the list of {exitCode, stdout, stderr}.
import {readFileSync} from 'node:fs';
import {runProcess} from '../../../dist/cli/program.js';

const write = {stdout: process.stdout.write.bind(process.stdout), stderr: process.stderr.write.bind(process.stderr)};
const results = [];
for (const stream of [process.stdout, process.stderr]) stream.setMaxListeners(0);
for (const {argv, env = {}} of JSON.parse(readFileSync(0, 'utf8'))) results.push(await run(argv, env));
Object.assign(process.stdout, {write: write.stdout});
write.stdout(JSON.stringify(results));
process.exitCode = 0;

async function run(argv, env) {
  const result = {exitCode: 0, stdout: '', stderr: ''};
  for (const name of ['stdout', 'stderr']) {
    process[name].write = (text) => {
      result[name] += text;
      return true;
    };
  }
  const before = Object.fromEntries(Object.keys(env).map((name) => [name, process.env[name]]));
  Object.assign(process.env, env);
  await runProcess(argv);
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  result.exitCode = process.exitCode;
  return result;
}
