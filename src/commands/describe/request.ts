// SPDX-License-Identifier: Apache-2.0

import * as Flags from '@oclif/core/flags';
import {printRequest} from '../../actions/describe/request.js';
import {ipAddress, output} from '../../cli/flags/global.js';
import {previewFlags} from '../../cli/flags/preview.js';
import {adminPort} from '../../cli/flags/proxy.js';
import {requestFlags} from '../../cli/flags/request.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import type {ExitCode} from '../../errors.js';

export default class DescribeRequest extends IstioCommand {
  static override summary = 'Say whether a request may pass, where it goes and by which rule';
  static override description =
    `No request is sent. The configuration of the client's proxy tells where it goes, those of the servers' proxies who lets it
through; every policy that does not says why. Of each cluster up to three endpoints are looked at.

With -f all is read from a folder made by proxy-config snapshot; with --config it is what istiod would send to the proxies of
a mesh of files. Clients and servers in ambient mode are not followed.

Ends with 0 when the request is allowed and has somewhere to go, 1 when not all of that is so, 80 when it cannot be told.`;
  static override task = 'proxies' as const;
  static override aliases = spellings(['describe', 'experimental:describe', 'x:describe', 'exp:describe'], ['request']);
  static override examples = [
    {
      description: 'Between two workloads',
      command: '<%= config.bin %> describe request --from deploy/web.shop --to http://cart.shop:8080/items',
    },
    {
      description: 'With a token, of a snapshot taken before',
      command:
        '<%= config.bin %> describe request -f before-upgrade --from web-0.shop --to http://cart.shop:8080/ --jwt claims.json',
    },
  ];
  static override flags = {
    ...adminPort,
    ...requestFlags,
    ...previewFlags,
    file: Flags.string({char: 'f', summary: 'Read a folder made by proxy-config snapshot', helpValue: 'DIR'}),
    client: Flags.string({summary: 'The same as --from, which names a snapshot then', helpValue: 'POD'}),
    from: Flags.string({summary: 'Pod of the client, or TYPE/NAME of what runs it', helpValue: 'POD'}),
    output: output(['text', 'json'], 'text'),
    'source-ip': ipAddress({summary: 'Address of who sends the request to a gateway that is given by --from'}),
    'source-principal': Flags.string({
      summary: "Who the client is to servers; left out, its proxy's service account",
      helpValue: 'NAME',
    }),
    to: Flags.string({summary: 'URL, or host:port for a connection', helpValue: 'URL'}),
  };

  async run(): Promise<ExitCode | void> {
    const {flags} = await this.parse(DescribeRequest);
    const {client, from} = flags;
    // The client was here before snapshots were.
    const source = {client: client ?? from, from: client === undefined ? undefined : from};
    return printRequest(this.session, {...flags, ...source});
  }
}
