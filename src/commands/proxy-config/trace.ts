// SPDX-License-Identifier: Apache-2.0

import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {printTrace} from '../../actions/proxies/trace.js';
import {ipAddress} from '../../cli/flags/global.js';
import {previewFlags} from '../../cli/flags/preview.js';
import {proxyFlags} from '../../cli/flags/proxy.js';
import {requestFlags} from '../../cli/flags/request.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import type {ExitCode} from '../../errors.js';

export default class ProxyConfigTrace extends IstioCommand {
  static override summary = 'Follow a request through the configuration of an Envoy';
  static override description = `No request is sent: the configuration is read and Envoy's own rules are applied to it.

Shown are the listener, filter chain, route configuration, virtual host and route that take the request and why others
do not, the settings that apply, and the clusters and endpoints it goes to, with the resources that each came from. What
authorization policies say depends on who asks: --source-principal, --source-ip and --jwt tell.

Ends with 0 when the request is sent on or answered, 1 when it is refused, 80 when nobody can be asked, the proxy knows
no such host, or rules decide that are not followed here, for example those of an extension that picks the cluster.`;
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['trace']);
  static override examples = [
    {
      description: 'Where a request of the application goes, from a saved dump',
      command: '<%= config.bin %> proxy-config trace -f sidecar.json http://reviews:9080/',
    },
    {
      description: 'With a method and headers, for programs',
      command: "<%= config.bin %> pc trace -f sidecar.json http://reviews:9080/buy -X POST -H 'x-user: tester' -o json",
    },
    {
      description: 'What reaches the application from the mesh',
      command: '<%= config.bin %> pc trace -f sidecar.json http://cart:9080/ --inbound',
    },
    {
      description: 'Whether somebody may ask, and by which policy',
      command:
        '<%= config.bin %> pc trace -f sidecar.json http://cart:9080/ --inbound --source-principal cluster.local/ns/shop/sa/web',
    },
  ];
  static override args = {
    target: Args.string({description: 'Pod, or TYPE/NAME of what runs pods; left out with -f'}),
    request: Args.string({description: 'URL, or host:port for a connection'}),
  };
  static override strict = false;
  static override flags = {
    ...proxyFlags(),
    ...previewFlags,
    ...requestFlags,
    inbound: Flags.boolean({summary: "The request comes to the proxy's own application"}),
    plaintext: Flags.boolean({summary: 'With --inbound: the client has no sidecar and speaks plain text'}),
    'source-ip': ipAddress({summary: 'Address of the client'}),
    'source-principal': Flags.string({
      summary: "Name in the client's certificate, for example cluster.local/ns/shop/sa/cart",
      helpValue: 'NAME',
    }),
    sni: Flags.string({summary: 'The client speaks TLS and asks for this name', helpValue: 'NAME'}),
  };

  async run(): Promise<ExitCode | void> {
    const {flags, argv} = await this.parse(ProxyConfigTrace);
    return printTrace(this.session, argv.map(String), flags);
  }
}
