// SPDX-License-Identifier: Apache-2.0

import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {PreviewFlagValues} from '../../cli/flags/preview.js';
import type {adminPort} from '../../cli/flags/proxy.js';
import {checkAdminPort} from '../../cli/flags/proxy.js';
import type {requestFlags} from '../../cli/flags/request.js';
import {readClaims} from '../../cli/flags/request.js';
import type {Session} from '../../cli/session.js';
import {describeRequest} from '../../describe/request.js';
import {parseRequest} from '../../envoy/trace/request.js';
import {asked, ExitCode, IstioctlError} from '../../errors.js';
import {requestDocument, requestLines} from '../../writer/describe/request.js';
import {withRequestMesh} from './servers.js';

export type PrintRequestFlags = GlobalFlagValues &
  PreviewFlagValues &
  FlagValues<typeof adminPort> &
  FlagValues<typeof requestFlags> & {
    file?: string | undefined;
    client?: string | undefined;
    output: string;
    'source-ip'?: string | undefined;
    'source-principal'?: string | undefined;
    to?: string | undefined;
  };

/** Says whether a request may pass, by which rule, and where it goes. */
export async function printRequest(session: Session, flags: PrintRequestFlags): Promise<ExitCode | void> {
  checkAdminPort(flags['proxy-admin-port']);
  const {client: from, to} = flags;
  if (from === undefined || to === undefined) {
    throw new IstioctlError('describe request requires --from and --to', {
      hint: 'for example: describe request --from deploy/web.shop --to http://cart.shop:8080/',
      exitCode: ExitCode.Usage,
    });
  }
  const request = parseRequest(to, {method: flags.method, headers: flags.header});
  const claims = readClaims(flags.jwt);
  const who = {claims, ip: flags['source-ip']};
  const {described, exitCode} = await asked(() =>
    withRequestMesh(from, flags, session.terminal, async ({client, serverAt, conclude, ...mesh}) => {
      const principal = flags['source-principal'] ?? mesh.principal;
      return {described: await describeRequest(client, request, {...who, principal, serverAt}), exitCode: conclude?.()};
    }),
  );
  if (flags.output === 'json') session.print(requestDocument(described));
  else session.print(requestLines(described, session.terminal));
  if (described.verdict === 'UNKNOWN') return ExitCode.NotChecked;
  if (described.verdict !== 'ALLOWED') return ExitCode.Failed;
  return exitCode;
}
