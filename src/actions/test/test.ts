// SPDX-License-Identifier: Apache-2.0
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError, usageMistake} from '../../errors.js';
import {type Coverage, coverageOf} from '../../mesh-test/coverage.js';
import {readTests} from '../../mesh-test/read.js';
import type {TestResult} from '../../mesh-test/result.js';
import {withRulePlaces} from '../../preview/rule-places.js';
import {coverageText} from '../../writer/test/coverage.js';
import {testJson} from '../../writer/test/json.js';
import {testJunit} from '../../writer/test/junit.js';
import {testText} from '../../writer/test/text.js';
import {readInputs} from '../preview/inputs.js';
import {type MeshRequest, readMeshOf} from '../preview/mesh.js';
import {previewedDumps} from '../preview/request-mesh.js';
import {foreignRunner} from './foreign.js';
import {coverableRules} from './places.js';
import {runTest} from './run.js';

/** What `test` is asked for. */
export interface TestRequest extends MeshRequest {
  /** Files and folders with tests. */
  files: readonly string[];
  /** Only tests whose name matches. */
  only?: string | undefined;
  /** The client of requests of tests in formats of others, which name none. */
  from?: string | undefined;
  gateway?: string | undefined;
  output: string;
  /** Says which rules no test reaches. */
  coverage?: boolean | undefined;
  /** Percentage of the rules that tests have to reach. */
  threshold?: number | undefined;
}

/** Runs the tests of files. Returns 0 where all pass, 1 where one fails, 80 where one cannot be told. */
export async function runTests(request: TestRequest, session: Session): Promise<ExitCode> {
  const {files, config = [], compat, threshold} = request;
  if (files.length === 0) {
    throw usageMistake('test requires files or folders with tests', {hint: 'for example: test tests/ --config k8s/'});
  }
  if ([...files, ...config].filter((name) => name === '-').length > 1) {
    throw usageMistake('standard input can be read once', {hint: 'use - for the tests or for --config, not for both'});
  }
  const tests = chosen(await readTests(await readInputs(files, session.terminal)), request);
  const {from, gateway} = request;
  if ((from ?? gateway) !== undefined && !tests.some((test) => 'notJudged' in test)) {
    throw usageMistake(`cannot use --${from === undefined ? 'gateway' : 'client'}: every test names its own client`);
  }
  const {mesh, namespace, unread} = await readMeshOf({...request, placeholders: true}, session.terminal);
  const marked = withRulePlaces(mesh);
  const tested = {mesh: marked, namespace, dumpOf: previewedDumps(marked, compat)};
  const results: TestResult[] = [];
  const foreign = foreignRunner(request, tested);
  for (const test of tests) results.push(await ('notJudged' in test ? foreign(test) : runTest(test, tested)));
  const measured = request.coverage || threshold !== undefined ? coverageOf(results, coverableRules(mesh)) : undefined;
  printResults(results, measured, request, session);
  for (const text of unread) session.say(`not read: ${text}`);
  const isTooLow = measured !== undefined && threshold !== undefined && measured.percent < threshold;
  if (isTooLow) session.say(`coverage is ${measured.percent} %, less than --coverage-threshold ${threshold}`);
  if (isTooLow || results.some(({outcome}) => outcome === 'failed')) return ExitCode.Failed;
  return unread.length > 0 || results.some(({outcome}) => outcome === 'unclear') ? ExitCode.NotChecked : ExitCode.Ok;
}

function printResults(
  results: readonly TestResult[],
  coverage: Coverage | undefined,
  {output}: TestRequest,
  session: Session,
): void {
  if (output === 'json') return session.print(testJson(results, coverage));
  if (output === 'text')
    return session.print(testText(results, session.terminal) + (coverage ? coverageText(coverage) : ''));
  session.print(testJunit(results));
  // JUnit's XML has no place for it.
  if (coverage) session.say(coverageText(coverage).trim());
}

function chosen<T extends {name: string}>(tests: readonly T[], {files, only}: TestRequest): T[] {
  if (tests.length === 0) {
    throw new IstioctlError(`no tests in ${files.join(', ')}`, {
      exitCode: ExitCode.UnreadableInput,
      hint: 'tests are in documents with apiVersion: istioctl/v1 and kind: MeshTest',
    });
  }
  if (only === undefined) return [...tests];
  const pattern = patternOf(only);
  const found = tests.filter(({name}) => pattern.test(name));
  if (found.length > 0) return found;
  throw usageMistake(`--run ${only}: no test has such a name`);
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch (error) {
    throw usageMistake(`--run ${text}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
