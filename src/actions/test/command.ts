// SPDX-License-Identifier: Apache-2.0
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import {readClaims, type requestFlags} from '../../cli/flags/request.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, usageMistake} from '../../errors.js';
import {printTestSchema} from './schema.js';

export type TestFlags = GlobalFlagValues &
  FlagValues<typeof requestFlags> & {
    config?: string[] | undefined;
    coverage?: boolean | undefined;
    'coverage-threshold'?: number | undefined;
    client?: string | undefined;
    gateway?: string | undefined;
    output: string;
    record?: string | undefined;
    revision: string;
    run?: string | undefined;
    schema: boolean;
    'source-ip'?: string | undefined;
    /** Of {@link MeshRequest.compat}. */
    compatible: boolean;
  };

/** Does what a command line of `test` asks for: runs tests, records one, or prints the schema. */
export async function runTestCommand(session: Session, files: string[], flags: TestFlags): Promise<ExitCode> {
  const {config, istioNamespace, revision, compatible, output} = flags;
  if (flags.schema) {
    printTestSchema(session);
    return ExitCode.Ok;
  }
  const mesh = {flags, config, istioNamespace, revision, compat: compatible};
  const caller = {from: flags.client, gateway: flags.gateway};
  if (caller.from !== undefined && caller.gateway !== undefined) {
    throw usageMistake('either --client or --gateway, not both');
  }
  if (flags.record === undefined) {
    refuseRequest(flags);
    const {runTests} = await import('./test.js');
    const {coverage, 'coverage-threshold': threshold, run: only} = flags;
    return runTests({...mesh, ...caller, files, only, output, coverage, threshold}, session);
  }
  if (files.length > 0) throw usageMistake('cannot use --record with files of tests');
  const alone = (['coverage', 'coverage-threshold', 'run'] as const).find((name) => flags[name] !== undefined);
  if (alone !== undefined) throw usageMistake(`cannot use --record with --${alone}`);
  const {recordTest} = await import('./record.js');
  const {record: url, method, header: headers = [], 'source-ip': sourceIP} = flags;
  return recordTest({...mesh, ...caller, url, method, headers, sourceIP, jwt: readClaims(flags.jwt)}, session);
}

/** Tests say themselves what their requests are. */
function refuseRequest(flags: TestFlags): void {
  const names = ['header', 'jwt', 'method', 'source-ip'] as const;
  const given = names.find((name) => flags[name] !== undefined);
  if (given !== undefined) throw usageMistake(`cannot use --${given} without --record`);
}
