// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {showCertificates} from '../actions/certs/certs.js';
import {proxyPace} from '../cli/flags/fleet.js';
import {duration, output} from '../cli/flags/global.js';
import {adminPort} from '../cli/flags/proxy.js';
import {IstioCommand} from '../cli/istio-command.js';

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
    return showCertificates(this.session, flags);
  }
}
