// SPDX-License-Identifier: Apache-2.0
// npm run corpus: analyzes files that nobody here wrote, each as its users would, and fails on findings that
// test/corpus/expected.json does not list with a reason, and on those that it lists and that are gone.
import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {type CorpusFile, corpusFiles} from './corpus/modules.js';

const EXPECTED = 'test/corpus/expected.json';

/** Reasons by code, by file. */
type Expected = Record<string, Record<string, string>>;

interface Finding {
  code: string;
  message: string;
}

function analyze({path}: CorpusFile): Promise<Finding[]> {
  const args = ['bin/run.js', 'analyze', '--use-kube=false', '-o', 'json', path];
  const child = spawn(process.execPath, args, {stdio: ['ignore', 'pipe', 'pipe']});
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => errors.push(bytes));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      try {
        resolve(JSON.parse(Buffer.concat(output).toString()));
      } catch (error) {
        reject(new Error(`${path}: no report: ${Buffer.concat(errors).toString()}`, {cause: error}));
      }
    });
  });
}

async function main(): Promise<number> {
  const files = corpusFiles();
  const expected: Expected = JSON.parse(readFileSync(EXPECTED, 'utf8'));
  const waiting = [...files];
  const problems: string[] = [];
  let findings = 0;
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const found = await analyze(file);
      findings += found.length;
      problems.push(...judge(file.name, found, expected[file.name] ?? {}));
    }
  };
  await Promise.all(Array.from({length: availableParallelism()}, work));
  const names = new Set(files.map(({name}) => name));
  problems.push(
    ...Object.keys(expected).flatMap((name) => (names.has(name) ? [] : [`${name}: is no file of the corpus`])),
  );
  for (const problem of problems.sort()) console.log(problem);
  console.log(`corpus: ${files.length} files, ${findings} findings, ${problems.length} that ${EXPECTED} has otherwise`);
  return problems.length === 0 ? 0 : 1;
}

/** What differs between what was found in a file and what is expected of it. */
function judge(name: string, found: readonly Finding[], expected: Readonly<Record<string, string>>): string[] {
  const codes = new Set(found.map(({code}) => code));
  return [
    ...found.filter(({code}) => expected[code] === undefined).map(({code, message}) => `${name}: ${code}: ${message}`),
    ...Object.keys(expected).flatMap((code) => (codes.has(code) ? [] : [`${name}: ${code} is expected and not found`])),
  ];
}

process.exit(await main());
