// SPDX-License-Identifier: Apache-2.0

import type {Holdings} from '../../certs/holding.js';
import type {CertificateRow} from '../../certs/judge.js';
import {now} from '../../cli/clock.js';
import type {proxyPace, SelectionFlagValues} from '../../cli/flags/fleet.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {adminPort} from '../../cli/flags/proxy.js';
import {checkAdminPort} from '../../cli/flags/proxy.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {quantity} from '../../quantity.js';

type CertsFlags = SelectionFlagValues & {istioNamespace: string};

export type CertsFlagValues = GlobalFlagValues &
  FlagValues<typeof adminPort> &
  FlagValues<typeof proxyPace> & {
    'all-namespaces': boolean;
    file?: string | undefined;
    'expires-within': number;
    output: string;
    root: boolean;
  };

/** Lists the certificates of the mesh. */
export async function showCertificates(session: Session, flags: CertsFlagValues): Promise<void> {
  checkAdminPort(flags['proxy-admin-port']);
  const {judge} = await import('../../certs/judge.js');
  const holdings = await holdingsOf(session, flags);
  if (flags.file === undefined && isEmpty(holdings)) {
    throw new IstioctlError(
      `there are no certificates of Istio: no authority in namespace ${flags.istioNamespace}, and no proxy`,
      {
        hint: 'Is Istio installed? --istioNamespace names the namespace of another istiod, -A looks at all proxies.',
      },
    );
  }
  const at = now();
  const rows = judge(holdings, {now: at, window: flags['expires-within'], withRoots: flags.root});
  await report(session, rows, holdings, at, flags.output);
  conclude(rows, holdings);
}

async function holdingsOf(session: Session, flags: CertsFlags): Promise<Holdings> {
  const {certificatesOfProxies, collectCertificates} = await import('../../certs/collect.js');
  const {withLiveSource, withProxies} = await import('../proxies/source.js');
  const pace = {concurrency: flags.concurrency ?? 20, timeout: flags['proxy-timeout'] ?? 15_000};
  if (flags.file !== undefined) {
    const namespace = flags['all-namespaces'] ? undefined : flags.namespace;
    return withProxies([], flags, session.terminal, ({source, proxies}) =>
      certificatesOfProxies({...pace, source, namespace}, proxies),
    );
  }
  return withLiveSource(flags, (source, cluster, namespace) =>
    collectCertificates({
      ...pace,
      cluster,
      source,
      namespace: flags['all-namespaces'] ? undefined : namespace,
      istioNamespace: flags.istioNamespace,
    }),
  );
}

async function report(
  session: Session,
  rows: CertificateRow[],
  {unread}: Holdings,
  now: Date,
  format: string,
): Promise<void> {
  const {certificateJson, certificateMetrics, certificateTable} = await import('../../writer/certs/report.js');
  if (format === 'json') session.print(certificateJson(rows, unread));
  else if (format === 'prom') session.print(certificateMetrics(rows, unread));
  else session.print(certificateTable(rows, now));
  for (const {what, reason} of unread) session.say(`${what}: ${reason}`);
}

/** Whether nothing was found of a mesh, and nothing is unknown. */
function isEmpty({presented, trusting, meshRoots, unread}: Holdings): boolean {
  return [presented, trusting, meshRoots, unread].every(({length}) => length === 0);
}

/** Throws what the command ends with: findings weigh more than what was not looked at. */
function conclude(rows: readonly CertificateRow[], {unread}: Holdings): void {
  const found = rows.filter(({finding}) => finding !== undefined);
  if (found.length > 0) {
    const [cause] = found.flatMap(({because}) => because ?? []);
    const led = found.filter(({because}) => because !== undefined).length;
    const why = cause === undefined ? '' : `; ${led} of them because of the authority in Secret ${cause}`;
    const all = quantity(rows.length, 'certificate');
    const verb = found.length === 1 ? 'needs' : 'need';
    throw new IstioctlError(`${found.length} of ${all} ${verb} attention${why}`, {
      exitCode: ExitCode.Findings,
    });
  }
  if (unread.length > 0) {
    throw new IstioctlError(`${quantity(unread.length, 'place')} could not be looked at`, {
      exitCode: ExitCode.NotChecked,
    });
  }
}
