// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {describeMtls} from '../../actions/describe/mtls.js';
import {output} from '../../cli/flags/global.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class DescribeMtls extends IstioCommand {
  static override summary = 'Say who speaks mutual TLS to which service, and where that cannot work';
  static override description =
    `Joins what PeerAuthentications ask of the pods behind each port of a service with what DestinationRules have clients do.
"auto" is what sidecars do that are told nothing: mutual TLS wherever the server takes it. Whoever has no sidecar speaks
plain text, which a STRICT server refuses.

Ends with 1 when clients are told what servers do not take.`;
  static override task = 'proxies' as const;
  static override strict = false;
  static override args = {
    service: Args.string({description: 'Only this service, with .NAMESPACE where it is another'}),
  };
  static override aliases = spellings(['describe', 'experimental:describe', 'x:describe', 'exp:describe'], ['mtls']);
  static override examples = [
    {description: 'All services of a namespace', command: '<%= config.bin %> describe mtls -n shop'},
    {description: 'The whole mesh, for programs', command: '<%= config.bin %> describe mtls -A -o json'},
  ];
  static override flags = {
    'all-namespaces': Flags.boolean({char: 'A', summary: 'Look at all namespaces'}),
    output: output(['table', 'json'], 'table'),
    revision: Flags.string({char: 'r', summary: 'Revision whose mesh config counts', default: '', helpValue: 'NAME'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(DescribeMtls);
    return describeMtls(this.session, argv.map(String), flags);
  }
}
