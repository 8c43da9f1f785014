// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import type {Holdings} from '../certs/holding.js';
import type {CertificateRow} from '../certs/judge.js';
import {proxyPace, type SelectionFlagValues} from '../cli/flags/fleet.js';
import {duration, output} from '../cli/flags/global.js';
import {adminPort, checkAdminPort} from '../cli/flags/proxy.js';
import {IstioCommand} from '../cli/istio-command.js';
import {ExitCode, IstioctlError} from '../errors.js';
import {quantity} from '../quantity.js';

type CertsFlags = SelectionFlagValues & {istioNamespace: string};

export default class Certs extends IstioCommand {
  static override summary = 'Show which certificates of the mesh expire when, and whether peers accept them';
  static override description =
    `Looks at what sidecars, gateways, waypoints and ztunnels present, at istiod's authority, at the root that each namespace
is told, at the Secrets of Gateways and at the bundles of webhooks. Whole chains are read: what counts is the certificate
that expires first, and whether the chain leads to a root that peers hold. Roots that are in order are left out without
--root. Private keys are neither printed nor kept.

With -f a dump of a proxy, or a folder made by proxy-config snapshot, is looked at instead, and nothing else: chains are
held against the roots of the proxies in it.

Ends with 79 when a certificate has expired, does so within --expires-within, is missing or is not accepted by peers, and
else with 80 when something could not be looked at.`;
  static override task = 'proxies' as const;
  static override examples = [
    {description: 'The whole mesh', command: '<%= config.bin %> certs -A'},
    {
      description: 'What expires within three days, for a monitoring job',
      command: '<%= config.bin %> certs -A --expires-within 72h -o prom',
    },
    {description: 'What a saved proxy held', command: '<%= config.bin %> certs -f dump.json --root'},
  ];
  static override flags = {
    ...adminPort,
    ...proxyPace,
    'all-namespaces': Flags.boolean({char: 'A', summary: 'Look at all namespaces'}),
    file: Flags.string({
      char: 'f',
      summary: 'Look at this dump or snapshot instead of a cluster; - is standard input',
      helpValue: 'FILE|DIR',
    }),
    'expires-within': duration({summary: 'Report what expires within this time, for example 72h', default: 0}),
    output: output(['table', 'json', 'prom'], 'table'),
    root: Flags.boolean({summary: 'Show roots that are in order, too'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(Certs);
    checkAdminPort(flags['proxy-admin-port']);
    const {judge} = await import('../certs/judge.js');
    const holdings = await this.holdings(flags);
    if (flags.file === undefined && isEmpty(holdings)) {
      throw new IstioctlError(
        `there are no certificates of Istio: no authority in namespace ${flags.istioNamespace}, and no proxy`,
        {
          hint: 'Is Istio installed? --istioNamespace names the namespace of another istiod, -A looks at all proxies.',
        },
      );
    }
    const now = new Date();
    const rows = judge(holdings, {now, window: flags['expires-within'], withRoots: flags.root});
    await this.report(rows, holdings, now, flags.output);
    conclude(rows, holdings);
  }

  private async holdings(flags: CertsFlags): Promise<Holdings> {
    const {certificatesOfProxies, collectCertificates} = await import('../certs/collect.js');
    const {withLiveSource, withProxies} = await import('../actions/proxies/source.js');
    const pace = {concurrency: flags.concurrency ?? 20, timeout: flags['proxy-timeout'] ?? 15_000};
    if (flags.file !== undefined) {
      const namespace = flags['all-namespaces'] ? undefined : flags.namespace;
      return withProxies([], flags, this.terminal, ({source, proxies}) =>
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

  private async report(rows: CertificateRow[], {unread}: Holdings, now: Date, format: string): Promise<void> {
    const {certificateJson, certificateMetrics, certificateTable} = await import('../writer/certs/report.js');
    if (format === 'json') this.print(certificateJson(rows, unread));
    else if (format === 'prom') this.print(certificateMetrics(rows, unread));
    else this.print(certificateTable(rows, now));
    for (const {what, reason} of unread) this.say(`${what}: ${reason}`);
  }
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
