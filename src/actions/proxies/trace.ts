// SPDX-License-Identifier: Apache-2.0
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {PreviewFlagValues} from '../../cli/flags/preview.js';
import type {proxyFlags} from '../../cli/flags/proxy.js';
import {checkAdminPort, formatOf} from '../../cli/flags/proxy.js';
import type {requestFlags} from '../../cli/flags/request.js';
import {readClaims} from '../../cli/flags/request.js';
import type {Session} from '../../cli/session.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {parseRequest} from '../../envoy/trace/request.js';
import {traceRequest} from '../../envoy/trace/trace.js';
import {asked, ExitCode, IstioctlError} from '../../errors.js';
import {traceDocument, traceText} from '../../writer/envoy/trace.js';
import {emitYaml} from '../../yaml/emit.js';
import {adminPage, readProxyDump} from './dump.js';

export type PrintTraceFlags = GlobalFlagValues &
  PreviewFlagValues &
  FlagValues<ReturnType<typeof proxyFlags>> &
  FlagValues<typeof requestFlags> & {
    inbound: boolean;
    plaintext: boolean;
    'source-ip'?: string | undefined;
    'source-principal'?: string | undefined;
    sni?: string | undefined;
  };

/** Says where a request goes through a proxy. */
export async function printTrace(
  session: Session,
  argv: readonly string[],
  flags: PrintTraceFlags,
): Promise<ExitCode | void> {
  const wanted = flags.file === undefined ? 2 : 1;
  if (argv.length !== wanted) {
    throw new IstioctlError(`trace requires ${wanted === 2 ? 'a pod and a URL' : 'just a URL beside --file'}`, {
      hint: 'for example: trace POD http://reviews:9080/, or trace -f dump.json http://reviews:9080/',
      exitCode: ExitCode.Usage,
    });
  }
  const {method, header, sni, inbound, plaintext} = flags;
  const request = parseRequest(String(argv.at(-1)), {method, headers: header, sni});
  checkAdminPort(flags['proxy-admin-port']);
  const format = formatOf(flags.output);
  const from = {word: 'trace', argv: argv.slice(0, -1), flags, page: adminPage.everything, placeholders: true};
  const {text, exitCode} = await asked(() => readProxyDump(from, session.terminal));
  const trace = traceRequest(readConfigDump(text), request, {
    inbound,
    plaintext,
    principal: flags['source-principal'],
    ip: flags['source-ip'],
    claims: readClaims(flags.jwt),
  });
  if (format === 'short') session.print(traceText(trace, session.terminal));
  else if (format === 'yaml') session.print(emitYaml(traceDocument(trace)));
  else session.print(`${JSON.stringify(traceDocument(trace), null, 2)}\n`);
  if (trace.outcome === 'refused') return ExitCode.Failed;
  if (trace.outcome !== 'unknown') return exitCode;
  if (trace.authorization.some(({result, action}) => result === 'unknown' && action !== 'CUSTOM')) {
    session.say('--source-principal, --source-ip and --jwt tell who asks.');
  }
  return ExitCode.NotChecked;
}
