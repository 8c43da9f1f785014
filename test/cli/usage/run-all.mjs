// SPDX-License-Identifier: Apache-2.0
// Runs many command lines in one process, which is much faster than a process for each. Standard input is a JSON list of
// {argv, env}; standard output is the list of {exitCode, stdout, stderr}.
import {readFileSync} from 'node:fs';

// Built: not part of what is type-checked.
const {runProcess} = await import(new URL('../../../dist/cli/program.js', import.meta.url).href);

const print = process.stdout.write.bind(process.stdout);
for (const stream of [process.stdout, process.stderr]) stream.setMaxListeners(0);
const results = [];
for (const {argv, env} of JSON.parse(readFileSync(0, 'utf8'))) results.push(await run(argv, env ?? {}));
print(JSON.stringify(results));
process.exitCode = 0;

/**
 * @param {string[]} argv
 * @param {Record<string, string>} env
 */
async function run(argv, env) {
  const said = {stdout: '', stderr: ''};
  process.stdout.write = keep((text) => {
    said.stdout += text;
  });
  process.stderr.write = keep((text) => {
    said.stderr += text;
  });
  const before = {...process.env};
  Object.assign(process.env, env);
  await runProcess(argv);
  for (const name of Object.keys(env)) delete process.env[name];
  Object.assign(process.env, before);
  return {exitCode: process.exitCode, ...said};
}

/** @param {(text: string) => void} take */
function keep(take) {
  return (/** @type {string | Uint8Array} */ chunk) => {
    take(String(chunk));
    return true;
  };
}
